package org.bourse.grpc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bourse.RunningBourse;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Symbol;
import org.bourse.proto.v1.Candle;
import org.bourse.proto.v1.CandleInterval;
import org.bourse.proto.v1.HaltReason;
import org.bourse.proto.v1.HaltRequest;
import org.bourse.proto.v1.ListCandlesRequest;
import org.bourse.proto.v1.ListCandlesResponse;
import org.bourse.proto.v1.ListStocksRequest;
import org.bourse.proto.v1.ListStocksResponse;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.ResumeRequest;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.StockStatus;
import org.bourse.proto.v1.TradeOutcome;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;
import org.bourse.proto.v1.UpdateRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * The gRPC door through a real channel.
 */
class StockServiceTest {

	private RunningBourse bourse;

	private StockServiceBlockingStub stocks;

	@BeforeEach
	void open() {
		this.bourse = new RunningBourse("--bourse.market.max-volume=10");
		this.stocks = StockServiceGrpc.newBlockingStub(this.bourse.channel());
	}

	@AfterEach
	void close() {
		this.bourse.close();
	}

	@Test
	void aStockIsLookedUp() {
		assertThat(this.stocks.lookup(lookup("GameStart")))
			.isEqualTo(LookupResponse.newBuilder().setStock(stock("GameStart", "15.99", 0, 1).build()).build());
	}

	@Test
	void aTradeIsAnsweredWithAllThatIsToKnow() {
		TradeResponse response = this.stocks.trade(trade("GameStart", 4, Side.SIDE_SELL, ""));
		assertThat(response).isEqualTo(TradeResponse.newBuilder()
			.setOutcome(TradeOutcome.TRADE_OUTCOME_EXECUTED)
			.setStock(stock("GameStart", "15.99", 4, 2))
			.setRemainingVolume(6)
			.setTradeId("GameStart-1")
			.build());
	}

	@Test
	void refusalsAreAnswersWithTheStock() {
		assertThat(this.stocks.trade(trade("GameStart", 11, Side.SIDE_BUY, ""))).isEqualTo(TradeResponse.newBuilder()
			.setOutcome(TradeOutcome.TRADE_OUTCOME_LIMIT_EXCEEDED)
			.setStock(stock("GameStart", "15.99", 0, 1))
			.setRemainingVolume(10)
			.build());
		this.stocks.trade(trade("GameStart", 10, Side.SIDE_BUY, ""));
		TradeResponse halted = this.stocks.trade(trade("GameStart", 1, Side.SIDE_BUY, ""));
		assertThat(halted.getStock().hasHaltTime()).isTrue();
		assertThat(halted).isEqualTo(TradeResponse.newBuilder()
			.setOutcome(TradeOutcome.TRADE_OUTCOME_HALTED)
			.setStock(stock("GameStart", "15.99", 10, 2).setStatus(StockStatus.STOCK_STATUS_HALTED)
				.setHaltReason(HaltReason.HALT_REASON_VOLUME_LIMIT)
				.setHaltTime(halted.getStock().getHaltTime())
				.setResumeTime(halted.getStock().getResumeTime()))
			.build());
	}

	@Test
	void theSameOrderWithTheSameIdIsAnsweredAsBefore() {
		TradeResponse first = this.stocks.trade(trade("GameStart", 4, Side.SIDE_BUY, "id-1"));
		TradeResponse again = this.stocks.trade(trade("GameStart", 4, Side.SIDE_BUY, "id-1"));
		assertThat(first.getDuplicate()).isFalse();
		assertThat(again).isEqualTo(first.toBuilder().setDuplicate(true).build());
		assertFault(() -> this.stocks.trade(trade("GameStart", 5, Side.SIDE_BUY, "id-1")), Status.Code.ALREADY_EXISTS,
				"CLIENT_ORDER_ID_REUSED", "client order id id-1 was used for another order; choose a new id");
	}

	@Test
	void aStockIsHaltedAndResumed() {
		Timestamp tomorrow = Timestamp.newBuilder()
			.setSeconds(Instant.now().plus(1, ChronoUnit.DAYS).getEpochSecond())
			.setNanos(123_456_000)
			.build();
		Stock halted = this.stocks.halt(halt("GameStart", HaltReason.HALT_REASON_NEWS).setResumeTime(tomorrow).build())
			.getStock();
		assertThat(halted.hasHaltTime()).isTrue();
		assertThat(halted).isEqualTo(stock("GameStart", "15.99", 0, 2).setStatus(StockStatus.STOCK_STATUS_HALTED)
			.setHaltReason(HaltReason.HALT_REASON_NEWS)
			.setHaltTime(halted.getHaltTime())
			.setResumeTime(tomorrow)
			.build());
		assertThat(this.stocks.trade(trade("GameStart", 1, Side.SIDE_BUY, "")).getOutcome())
			.isEqualTo(TradeOutcome.TRADE_OUTCOME_HALTED);
		Stock resumed = stock("GameStart", "15.99", 0, 3).build();
		assertThat(this.stocks.resume(resume("GameStart").build()).getStock()).isEqualTo(resumed);
		assertThat(this.stocks.lookup(lookup("GameStart")).getStock()).isEqualTo(resumed);
	}

	@Test
	void aStockThatHasUsedUpItsVolumeNeedsMore() {
		this.stocks.trade(trade("GameStart", 10, Side.SIDE_BUY, ""));
		String message = "GameStart has a volume of 10 and a limit of 10: "
				+ "give a volume limit above the volume, or reset the volume";
		assertFault(() -> this.stocks.resume(resume("GameStart").build()), Status.Code.FAILED_PRECONDITION,
				"NOT_RESUMABLE", message);
		assertFault(() -> this.stocks.resume(resume("GameStart").setResetVolume(false).build()),
				Status.Code.FAILED_PRECONDITION, "NOT_RESUMABLE", message);
		assertThat(this.stocks.resume(resume("GameStart").setVolumeLimit(11).build()).getStock())
			.isEqualTo(stock("GameStart", "15.99", 10, 3).setVolumeLimit(11).build());
		this.stocks.trade(trade("GameStart", 1, Side.SIDE_BUY, ""));
		assertThat(this.stocks.resume(resume("GameStart").setResetVolume(true).build()).getStock())
			.isEqualTo(stock("GameStart", "15.99", 0, 5).setVolumeLimit(11).build());
	}

	@Test
	void aHaltOrResumeThatCannotBeUnderstoodChangesNothing() {
		for (HaltReason reason : List.of(HaltReason.HALT_REASON_UNSPECIFIED, HaltReason.HALT_REASON_VOLUME_LIMIT)) {
			assertInvalid(() -> this.stocks.halt(halt("GameStart", reason).build()), "reason");
		}
		assertInvalid(
				() -> this.stocks.halt(HaltRequest.newBuilder().setSymbol("GameStart").setReasonValue(77).build()),
				"reason");
		for (Timestamp time : List.of(timestamp(Long.MAX_VALUE, 0), timestamp(Long.MIN_VALUE, 0),
				timestamp(253_402_300_800L, 0), timestamp(4_000_000_000L, -1), timestamp(4_000_000_000L, 1_000_000_000),
				timestamp(0, 0))) {
			assertInvalid(
					() -> this.stocks.halt(halt("", HaltReason.HALT_REASON_UNSPECIFIED).setResumeTime(time).build()),
					"symbol", "reason", "resume_time");
			assertInvalid(
					() -> this.stocks.halt(halt("GameStart", HaltReason.HALT_REASON_NEWS).setResumeTime(time).build()),
					"resume_time");
		}
		assertInvalid(() -> this.stocks.resume(resume("?").setVolumeLimit(0).build()), "symbol", "volume_limit");
		assertFault(() -> this.stocks.halt(halt("Nope", HaltReason.HALT_REASON_ADMIN).build()), Status.Code.NOT_FOUND,
				"STOCK_NOT_FOUND", "no stock has the symbol Nope");
		assertFault(() -> this.stocks.resume(resume("Nope").build()), Status.Code.NOT_FOUND, "STOCK_NOT_FOUND",
				"no stock has the symbol Nope");
		assertThat(this.stocks.lookup(lookup("GameStart")).getStock().getVersion()).isEqualTo(1);
	}

	@Test
	void theLedgerSaysWhoHaltedAndResumed() {
		this.stocks.halt(halt("GameStart", HaltReason.HALT_REASON_ADMIN).build());
		this.stocks.resume(resume("GameStart").build());
		assertThat(this.bourse.context()
			.getBean(MarketHistory.class)
			.events(new Symbol("GameStart"), Long.MAX_VALUE, 2)
			.orTimeout(30, TimeUnit.SECONDS)
			.join()).extracting(MarketEvent::actor).containsExactly("grpc 127.0.0.1", "grpc 127.0.0.1");
	}

	@Test
	void candlesAreListedPageByPage() {
		long begin = Instant.now().getEpochSecond();
		this.stocks.trade(trade("GameStart", 4, Side.SIDE_BUY, ""));
		this.stocks.update(update("GameStart", "20.5"));
		this.stocks.trade(trade("GameStart", 5, Side.SIDE_SELL, ""));
		ListCandlesRequest.Builder days = ListCandlesRequest.newBuilder()
			.setSymbol("GameStart")
			.setInterval(CandleInterval.CANDLE_INTERVAL_ONE_DAY);
		Candle day = Candle.newBuilder()
			.setStartTime(timestamp(Math.floorDiv(begin, 86_400) * 86_400, 0))
			.setOpen("15.99")
			.setHigh("20.5")
			.setLow("15.99")
			.setClose("20.5")
			.setVolume(9)
			.setTradeCount(2)
			.build();
		assertThat(this.stocks.listCandles(days.build()))
			.isEqualTo(ListCandlesResponse.newBuilder().addCandles(day).build());
		ListCandlesResponse first = this.stocks.listCandles(days.setPageSize(1).build());
		assertThat(first.getCandlesList()).containsExactly(day);
		assertThat(this.stocks.listCandles(days.setPageToken(first.getNextPageToken()).build()))
			.isEqualTo(ListCandlesResponse.getDefaultInstance());
		days.clearPageToken();
		Timestamp start = day.getStartTime();
		assertThat(this.stocks.listCandles(days.setStartTime(start).build()).getCandlesList()).containsExactly(day);
		assertThat(
				this.stocks.listCandles(days.setStartTime(timestamp(start.getSeconds(), 1)).build()).getCandlesList())
			.isEmpty();
		days.clearStartTime();
		assertThat(this.stocks.listCandles(days.setEndTime(start).build()).getCandlesList()).isEmpty();
		ListCandlesResponse last = this.stocks.listCandles(days.setEndTime(timestamp(start.getSeconds(), 1)).build());
		assertThat(last).isEqualTo(ListCandlesResponse.newBuilder().addCandles(day).build());
	}

	@Test
	void candlesThatCannotBeUnderstoodAreInvalid() {
		ListCandlesRequest wrong = ListCandlesRequest.newBuilder()
			.setSymbol("?")
			.setIntervalValue(77)
			.setStartTime(timestamp(Long.MIN_VALUE, 0))
			.setEndTime(timestamp(0, -1))
			.setPageSize(1001)
			.setPageToken("-1")
			.build();
		assertInvalid(() -> this.stocks.listCandles(wrong), "symbol", "interval", "start_time", "end_time", "page_size",
				"page_token");
		assertInvalid(() -> this.stocks.listCandles(ListCandlesRequest.newBuilder().setSymbol("GameStart").build()),
				"interval");
		ListCandlesRequest all = ListCandlesRequest.newBuilder()
			.setSymbol("Nope")
			.setInterval(CandleInterval.CANDLE_INTERVAL_ONE_MINUTE)
			.setStartTime(timestamp(-62_135_596_800L, 0))
			.setEndTime(timestamp(253_402_300_799L, 999_999_999))
			.build();
		assertFault(() -> this.stocks.listCandles(all), Status.Code.NOT_FOUND, "STOCK_NOT_FOUND",
				"no stock has the symbol Nope");
		assertThat(this.stocks.listCandles(all.toBuilder().setSymbol("GameStart").build()))
			.isEqualTo(ListCandlesResponse.getDefaultInstance());
		assertInvalid(
				() -> this.stocks.listCandles(
						all.toBuilder().setSymbol("GameStart").clearStartTime().setPageToken("999999999999").build()),
				"page_token");
	}

	@Test
	void anUpdateIsSeenByTheNextLookup() {
		Stock updated = stock("GameStart", "20.5", 0, 2).build();
		assertThat(this.stocks.update(update("GameStart", "20.50")).getStock()).isEqualTo(updated);
		assertThat(this.stocks.lookup(lookup("GameStart")).getStock()).isEqualTo(updated);
	}

	@Test
	void anUnknownStockIsNotFound() {
		String message = "no stock has the symbol Nope";
		assertFault(() -> this.stocks.lookup(lookup("Nope")), Status.Code.NOT_FOUND, "STOCK_NOT_FOUND", message);
		assertFault(() -> this.stocks.trade(trade("Nope", 1, Side.SIDE_BUY, "")), Status.Code.NOT_FOUND,
				"STOCK_NOT_FOUND", message);
		assertFault(() -> this.stocks.update(update("Nope", "1")), Status.Code.NOT_FOUND, "STOCK_NOT_FOUND", message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0123456789ABCDEFG", "a b", "<script>", "\u00e9" })
	void aMalformedSymbolIsInvalid(String symbol) {
		assertInvalid(() -> this.stocks.lookup(lookup(symbol)), "symbol");
		assertInvalid(() -> this.stocks.trade(trade(symbol, 1, Side.SIDE_BUY, "")), "symbol");
		assertInvalid(() -> this.stocks.update(update(symbol, "1")), "symbol");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, 1_000_000_001, Long.MAX_VALUE, Long.MIN_VALUE })
	void aQuantityOutOfRangeIsInvalidAndChangesNothing(long quantity) {
		assertInvalid(() -> this.stocks.trade(trade("GameStart", quantity, Side.SIDE_BUY, "")), "quantity");
		assertThat(this.stocks.lookup(lookup("GameStart")).getStock().getVersion()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "NaN", "-1", "0", "1e3", "1.23456", "1000000001" })
	void aMalformedPriceIsInvalidAndChangesNothing(String price) {
		assertInvalid(() -> this.stocks.update(update("GameStart", price)), "price");
		assertThat(this.stocks.lookup(lookup("GameStart")).getStock().getVersion()).isEqualTo(1);
	}

	@Test
	void anUnsetOrUnknownSideNeverTrades() {
		assertInvalid(() -> this.stocks.trade(trade("GameStart", 1, Side.SIDE_UNSPECIFIED, "")), "side");
		assertInvalid(
				() -> this.stocks
					.trade(TradeRequest.newBuilder().setSymbol("GameStart").setQuantity(1).setSideValue(7).build()),
				"side");
		assertThat(this.stocks.lookup(lookup("GameStart")).getStock().getVersion()).isEqualTo(1);
	}

	@Test
	void allViolationsAreToldAtOnce() {
		assertInvalid(() -> this.stocks.trade(trade("", 0, Side.SIDE_UNSPECIFIED, "a.b")), "symbol", "quantity", "side",
				"client_order_id");
	}

	@Test
	void stocksAreListedPageByPage() {
		ListStocksResponse all = this.stocks.listStocks(ListStocksRequest.getDefaultInstance());
		assertThat(all.getStocksList()).extracting(Stock::getSymbol)
			.containsExactly("BoarCo", "FishCo", "GameStart", "MenhirCo");
		assertThat(all.getNextPageToken()).isEmpty();
		ListStocksResponse first = this.stocks.listStocks(ListStocksRequest.newBuilder().setPageSize(3).build());
		assertThat(first.getStocksList()).extracting(Stock::getSymbol).containsExactly("BoarCo", "FishCo", "GameStart");
		ListStocksResponse second = this.stocks
			.listStocks(ListStocksRequest.newBuilder().setPageSize(3).setPageToken(first.getNextPageToken()).build());
		assertThat(second.getStocksList()).extracting(Stock::getSymbol).containsExactly("MenhirCo");
		assertThat(second.getNextPageToken()).isEmpty();
		assertThat(this.stocks.listStocks(ListStocksRequest.newBuilder().setPrefix("F").build()).getStocksList())
			.extracting(Stock::getSymbol)
			.containsExactly("FishCo");
		assertInvalid(
				() -> this.stocks.listStocks(
						ListStocksRequest.newBuilder().setPrefix("?").setPageSize(1001).setPageToken("?").build()),
				"prefix", "page_size", "page_token");
	}

	@Test
	void healthTellsOfTheServerAndOfTheService() {
		HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(this.bourse.channel());
		for (String service : List.of("", "bourse.v1.StockService")) {
			await().ignoreExceptions()
				.until(() -> health.check(HealthCheckRequest.newBuilder().setService(service).build())
					.getStatus() == ServingStatus.SERVING);
		}
	}

	@Test
	void reflectionListsTheService() {
		StringBuilder services = new StringBuilder();
		StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(this.bourse.channel())
			.serverReflectionInfo(new StreamObserver<>() {

				@Override
				public void onNext(ServerReflectionResponse response) {
					response.getListServicesResponse()
						.getServiceList()
						.forEach((service) -> services.append(service.getName()).append('\n'));
				}

				@Override
				public void onError(Throwable failure) {
					services.append(failure);
				}

				@Override
				public void onCompleted() {
					services.append("end");
				}

			});
		requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
		requests.onCompleted();
		await().until(() -> services.toString().endsWith("end"));
		assertThat(services.toString()).contains("bourse.v1.StockService\n", "grpc.health.v1.Health\n");
	}

	@Test
	void aMessageOverTheLimitIsRefusedAndTheServerGoesOn() {
		StatusRuntimeException ex = catchThrowableOfType(StatusRuntimeException.class,
				() -> this.stocks.lookup(lookup("x".repeat(100_000))));
		assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
		assertThat(this.stocks.lookup(lookup("GameStart")).getStock().getPrice()).isEqualTo("15.99");
	}

	private static void assertInvalid(ThrowingCallable call, String... fields) {
		StatusRuntimeException ex = catchThrowableOfType(StatusRuntimeException.class, call);
		assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
		com.google.rpc.Status status = StatusProto.fromThrowable(ex);
		assertThat(details(status, ErrorInfo.class)).containsExactly(ErrorInfo.newBuilder()
			.setDomain("bourse")
			.setReason(fields[0].toUpperCase(Locale.ROOT) + "_INVALID")
			.build());
		assertThat(details(status, BadRequest.class)).hasSize(1)
			.first()
			.satisfies((badRequest) -> assertThat(badRequest.getFieldViolationsList())
				.extracting(BadRequest.FieldViolation::getField)
				.containsExactly(fields));
	}

	private static void assertFault(ThrowingCallable call, Status.Code code, String reason, String message) {
		StatusRuntimeException ex = catchThrowableOfType(StatusRuntimeException.class, call);
		assertThat(ex.getStatus().getCode()).isEqualTo(code);
		assertThat(ex.getStatus().getDescription()).isEqualTo(message);
		assertThat(details(StatusProto.fromThrowable(ex), ErrorInfo.class))
			.containsExactly(ErrorInfo.newBuilder().setDomain("bourse").setReason(reason).build());
	}

	private static <T extends com.google.protobuf.Message> List<T> details(com.google.rpc.Status status,
			Class<T> type) {
		return status.getDetailsList().stream().filter((any) -> any.is(type)).map((any) -> unpack(any, type)).toList();
	}

	private static <T extends com.google.protobuf.Message> T unpack(Any any, Class<T> type) {
		try {
			return any.unpack(type);
		}
		catch (InvalidProtocolBufferException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static LookupRequest lookup(String symbol) {
		return LookupRequest.newBuilder().setSymbol(symbol).build();
	}

	private static UpdateRequest update(String symbol, String price) {
		return UpdateRequest.newBuilder().setSymbol(symbol).setPrice(price).build();
	}

	private static TradeRequest trade(String symbol, long quantity, Side side, String id) {
		return TradeRequest.newBuilder()
			.setSymbol(symbol)
			.setQuantity(quantity)
			.setSide(side)
			.setClientOrderId(id)
			.build();
	}

	private static HaltRequest.Builder halt(String symbol, HaltReason reason) {
		return HaltRequest.newBuilder().setSymbol(symbol).setReason(reason);
	}

	private static ResumeRequest.Builder resume(String symbol) {
		return ResumeRequest.newBuilder().setSymbol(symbol);
	}

	private static Timestamp timestamp(long seconds, int nanos) {
		return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
	}

	private static Stock.Builder stock(String symbol, String price, long volume, long version) {
		return Stock.newBuilder()
			.setSymbol(symbol)
			.setPrice(price)
			.setVolume(volume)
			.setVolumeLimit(10)
			.setStatus(StockStatus.STOCK_STATUS_TRADING)
			.setVersion(version);
	}

}
