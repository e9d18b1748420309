package org.bourse.grpc;

import java.time.Duration;
import java.time.Instant;

import com.google.protobuf.Timestamp;
import org.bourse.domain.Halt;
import org.bourse.domain.Side;
import org.bourse.domain.TradeId;
import org.bourse.domain.TradeResult;
import org.bourse.proto.v1.HaltReason;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockStatus;
import org.bourse.proto.v1.TradeOutcome;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;

/**
 * Turns messages into the domain's values and back. Every switch names all values, so
 * that the compiler finds one that was forgotten.
 */
final class Messages {

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

	static TradeResponse tradeResponse(TradeResult result) {
		TradeId tradeId = result.tradeId();
		return TradeResponse.newBuilder().setOutcome(switch (result.outcome()) {
			case EXECUTED -> TradeOutcome.TRADE_OUTCOME_EXECUTED;
			case HALTED -> TradeOutcome.TRADE_OUTCOME_HALTED;
			case LIMIT_EXCEEDED -> TradeOutcome.TRADE_OUTCOME_LIMIT_EXCEEDED;
		})
			.setStock(stock(result.stock()))
			.setRemainingVolume(result.stock().remainingVolume())
			.setTradeId((tradeId != null) ? tradeId.toString() : "")
			.setDuplicate(result.duplicate())
			.build();
	}

	/**
	 * @throws org.bourse.domain.InvalidValueException if the side is unset or not known
	 */
	static Side side(TradeRequest request) {
		return switch (request.getSide()) {
			case SIDE_BUY -> Side.BUY;
			case SIDE_SELL -> Side.SELL;
			case SIDE_UNSPECIFIED -> Side.parse("");
			case UNRECOGNIZED -> Side.parse(Integer.toString(request.getSideValue()));
		};
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
