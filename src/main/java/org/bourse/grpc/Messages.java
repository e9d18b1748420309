package org.bourse.grpc;

import java.time.Duration;
import java.time.Instant;

import com.google.protobuf.Timestamp;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Halt;
import org.bourse.domain.InvalidValueException;
import org.bourse.domain.Order;
import org.bourse.domain.Quantity;
import org.bourse.domain.Resumption;
import org.bourse.domain.Side;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeId;
import org.bourse.domain.TradeResult;
import org.bourse.metrics.Outcome;
import org.bourse.proto.v1.Candle;
import org.bourse.proto.v1.HaltReason;
import org.bourse.proto.v1.HaltRequest;
import org.bourse.proto.v1.ListCandlesRequest;
import org.bourse.proto.v1.OrderError;
import org.bourse.proto.v1.ResumeRequest;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockStatus;
import org.bourse.proto.v1.TradeOutcome;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;
import org.bourse.proto.v1.TradeStreamRequest;
import org.bourse.proto.v1.TradeStreamResponse;
import org.bourse.proto.v1.WatchResponse;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into the domain's values and back. Every switch names all values, so
 * that the compiler finds one that was forgotten.
 */
final class Messages {

	private static final long FIRST_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();

	private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

	private static final int NANOS_PER_SECOND = 1_000_000_000;

	private Messages() {
	}

	static Stock stock(org.bourse.domain.Stock stock) {
		Stock.Builder message = Stock.newBuilder()
			.setSymbol(stock.symbol().value())
			.setPrice(stock.price().toString())
			.setVolume(stock.volume())
			.setVolumeLimit(stock.volumeLimit())
			.setVersion(stock.version())
			.setStatus(switch (stock.status()) {
				case TRADING -> StockStatus.STOCK_STATUS_TRADING;
				case HALTED -> StockStatus.STOCK_STATUS_HALTED;
			});
		Halt halt = stock.halt();
		if (halt != null) {
			message.setHaltReason(switch (halt.reason()) {
				case VOLUME_LIMIT -> HaltReason.HALT_REASON_VOLUME_LIMIT;
				case ADMIN -> HaltReason.HALT_REASON_ADMIN;
				case NEWS -> HaltReason.HALT_REASON_NEWS;
				case REGULATORY -> HaltReason.HALT_REASON_REGULATORY;
			});
			message.setHaltTime(timestamp(halt.since()));
			Instant resumeAt = halt.resumeAt();
			if (resumeAt != null) {
				message.setResumeTime(timestamp(resumeAt));
			}
		}
		return message.build();
	}

	static WatchResponse watchResponse(org.bourse.domain.Stock stock) {
		return WatchResponse.newBuilder().setStock(stock(stock)).build();
	}

	static TradeResponse tradeResponse(TradeResult result) {
		return TradeResponse.newBuilder()
			.setOutcome(outcome(result))
			.setStock(stock(result.stock()))
			.setRemainingVolume(result.stock().remainingVolume())
			.setTradeId(tradeId(result))
			.setDuplicate(result.duplicate())
			.build();
	}

	static TradeStreamResponse tradeStreamResponse(TradeResult result) {
		return TradeStreamResponse.newBuilder()
			.setOutcome(outcome(result))
			.setStock(stock(result.stock()))
			.setRemainingVolume(result.stock().remainingVolume())
			.setTradeId(tradeId(result))
			.setDuplicate(result.duplicate())
			.build();
	}

	static TradeStreamResponse tradeStreamResponse(Fault fault) {
		return TradeStreamResponse.newBuilder()
			.setError(OrderError.newBuilder()
				.setCode(fault.details().getCode())
				.setReason(fault.reason())
				.setMessage(fault.details().getMessage()))
			.build();
	}

	private static TradeOutcome outcome(TradeResult result) {
		return switch (result.outcome()) {
			case EXECUTED -> TradeOutcome.TRADE_OUTCOME_EXECUTED;
			case HALTED -> TradeOutcome.TRADE_OUTCOME_HALTED;
			case LIMIT_EXCEEDED -> TradeOutcome.TRADE_OUTCOME_LIMIT_EXCEEDED;
		};
	}

	private static String tradeId(TradeResult result) {
		TradeId tradeId = result.tradeId();
		return (tradeId != null) ? tradeId.toString() : "";
	}

	/** How metrics tell answers of the market apart. */
	static Outcome measured(TradeResult result) {
		return switch (result.outcome()) {
			case EXECUTED -> Outcome.OK;
			case HALTED, LIMIT_EXCEEDED -> Outcome.REFUSED;
		};
	}

	/** What one order of a stream would be by itself. */
	static TradeRequest tradeRequest(TradeStreamRequest request) {
		return TradeRequest.newBuilder()
			.setSymbol(request.getSymbol())
			.setQuantity(request.getQuantity())
			.setSideValue(request.getSideValue())
			.setClientOrderId(request.getClientOrderId())
			.build();
	}

	/** Null if fields are invalid. */
	static @Nullable Order order(TradeRequest request, Fields fields) {
		Symbol symbol = fields.read(() -> new Symbol(request.getSymbol()));
		Quantity quantity = fields.read(() -> new Quantity(request.getQuantity()));
		Side side = fields.read(() -> side(request));
		ClientOrderId id = request.getClientOrderId().isEmpty() ? null
				: fields.read(() -> new ClientOrderId(request.getClientOrderId()));
		if (symbol == null || quantity == null || side == null || fields.areInvalid()) {
			return null;
		}
		return new Order(symbol, quantity, side, id);
	}

	private static Side side(TradeRequest request) {
		return switch (request.getSide()) {
			case SIDE_BUY -> Side.BUY;
			case SIDE_SELL -> Side.SELL;
			case SIDE_UNSPECIFIED -> Side.parse("");
			case UNRECOGNIZED -> Side.parse(Integer.toString(request.getSideValue()));
		};
	}

	/**
	 * @throws org.bourse.domain.InvalidValueException if the reason is not one of an
	 * operator
	 */
	static org.bourse.domain.HaltReason haltReason(HaltRequest request) {
		return switch (request.getReason()) {
			case HALT_REASON_ADMIN -> org.bourse.domain.HaltReason.ADMIN;
			case HALT_REASON_NEWS -> org.bourse.domain.HaltReason.NEWS;
			case HALT_REASON_REGULATORY -> org.bourse.domain.HaltReason.REGULATORY;
			case HALT_REASON_VOLUME_LIMIT -> org.bourse.domain.HaltReason.parse("VOLUME_LIMIT");
			case HALT_REASON_UNSPECIFIED -> org.bourse.domain.HaltReason.parse("");
			case UNRECOGNIZED -> org.bourse.domain.HaltReason.parse(Integer.toString(request.getReasonValue()));
		};
	}

	/**
	 * Null if there is none.
	 * @throws org.bourse.domain.InvalidValueException if it is not later than now
	 */
	static @Nullable Instant resumeTime(HaltRequest request, Instant now) {
		if (!request.hasResumeTime()) {
			return null;
		}
		Timestamp time = request.getResumeTime();
		if (!isValid(time)) {
			throw new InvalidValueException(InvalidValueException.Field.RESUME_TIME, "a valid Timestamp",
					time.getSeconds() + " s " + time.getNanos() + " ns");
		}
		return Halt.requireResumeTime(instant(time), now);
	}

	/**
	 * @throws org.bourse.domain.InvalidValueException if the volume limit is out of range
	 */
	static Resumption resumption(ResumeRequest request) {
		return switch (request.getRoomCase()) {
			case VOLUME_LIMIT -> Resumption.withLimit(request.getVolumeLimit());
			case RESET_VOLUME -> request.getResetVolume() ? Resumption.RESET : Resumption.PLAIN;
			case ROOM_NOT_SET -> Resumption.PLAIN;
		};
	}

	/**
	 * @throws org.bourse.domain.InvalidValueException if the interval is unset or not
	 * known
	 */
	static org.bourse.domain.CandleInterval candleInterval(ListCandlesRequest request) {
		return switch (request.getInterval()) {
			case CANDLE_INTERVAL_ONE_MINUTE -> org.bourse.domain.CandleInterval.ONE_MINUTE;
			case CANDLE_INTERVAL_FIVE_MINUTES -> org.bourse.domain.CandleInterval.FIVE_MINUTES;
			case CANDLE_INTERVAL_FIFTEEN_MINUTES -> org.bourse.domain.CandleInterval.FIFTEEN_MINUTES;
			case CANDLE_INTERVAL_ONE_HOUR -> org.bourse.domain.CandleInterval.ONE_HOUR;
			case CANDLE_INTERVAL_ONE_DAY -> org.bourse.domain.CandleInterval.ONE_DAY;
			case CANDLE_INTERVAL_UNSPECIFIED -> org.bourse.domain.CandleInterval.parse("");
			case UNRECOGNIZED -> org.bourse.domain.CandleInterval.parse(Integer.toString(request.getIntervalValue()));
		};
	}

	static Candle candle(org.bourse.domain.Candle candle) {
		return Candle.newBuilder()
			.setStartTime(timestamp(candle.start()))
			.setOpen(candle.open().toString())
			.setHigh(candle.high().toString())
			.setLow(candle.low().toString())
			.setClose(candle.close().toString())
			.setVolume(candle.volume())
			.setTradeCount(candle.trades())
			.build();
	}

	/** Whether it is what Timestamp allows: the years 1 to 9999. */
	static boolean isValid(Timestamp time) {
		return time.getSeconds() >= FIRST_SECOND && time.getSeconds() <= LAST_SECOND && time.getNanos() >= 0
				&& time.getNanos() < NANOS_PER_SECOND;
	}

	static Instant instant(Timestamp valid) {
		return Instant.ofEpochSecond(valid.getSeconds(), valid.getNanos());
	}

	static com.google.protobuf.Duration duration(Duration duration) {
		return com.google.protobuf.Duration.newBuilder()
			.setSeconds(duration.getSeconds())
			.setNanos(duration.getNano())
			.build();
	}

	private static Timestamp timestamp(Instant instant) {
		return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).setNanos(instant.getNano()).build();
	}

}
