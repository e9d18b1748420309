package org.bourse.grpc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.bourse.RunningBourse;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.proto.v1.OrderError;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockStatus;
import org.bourse.proto.v1.TradeOutcome;
import org.bourse.proto.v1.TradeStreamRequest;
import org.bourse.proto.v1.TradeStreamResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * TradeStream through real channels, on the event loops and on a pool, with a store that
 * answers later and on its own thread.
 */
@ParameterizedClass(name = "threads={0}")
@ValueSource(ints = { 0, 2 })
@Timeout(120)
class TradeStreamTest {

	private static final int ALL = 1_000_000;

	@Parameter
	private int threads;

	@TempDir
	private Path folder;

	private RunningBourse bourse;

	@BeforeEach
	void open() {
		// With a grace that a stream which held the stop would wait for.
		this.bourse = new RunningBourse("--bourse.grpc.threads=" + this.threads,
				"--bourse.store.url=jdbc:sqlite:" + this.folder.resolve("bourse.db"),
				"--spring.grpc.server.shutdown.grace-period=1h");
	}

	@AfterEach
	void close() {
		this.bourse.close();
	}

	@Test
	void answersComeInTheOrderOfTheRequests() throws Exception {
		Received<TradeStreamRequest, TradeStreamResponse> stream = stream(ALL).awaitHeaders();
		List<TradeStreamResponse> expected = new ArrayList<>();
		for (int i = 1; i <= 300; i++) {
			String id = "id-" + i;
			stream.send(order("GameStart", 1, Side.SIDE_BUY, id));
			stream.send(order("Nope", 1, Side.SIDE_BUY, ""));
			stream.send(order("GameStart", 0, Side.SIDE_UNSPECIFIED, ""));
			stream.send(order("GameStart", 1, Side.SIDE_BUY, id));
			stream.send(order("GameStart", 2, Side.SIDE_BUY, id));
			stream.send(order("GameStart", 1_000_000, Side.SIDE_SELL, ""));
			TradeStreamResponse executed = executed("GameStart", i, i + 1, "GameStart-" + i);
			expected.add(executed);
			expected.add(error(5, "STOCK_NOT_FOUND", "no stock has the symbol Nope"));
			expected.add(error(3, "QUANTITY_INVALID",
					"quantity must be a whole number from 1 to 1000000000; it is '0'; side must be BUY or SELL; "
							+ "it is empty"));
			expected.add(executed.toBuilder().setDuplicate(true).build());
			expected.add(error(6, "CLIENT_ORDER_ID_REUSED",
					"client order id " + id + " was used for another order; choose a new id"));
			expected
				.add(executed.toBuilder().setOutcome(TradeOutcome.TRADE_OUTCOME_LIMIT_EXCEEDED).clearTradeId().build());
		}
		stream.halfClose();
		assertThat(stream.next(1800)).isEqualTo(expected);
		assertThat(stream.end()).isEqualTo("OK");
		assertThat(stream.rest()).isEmpty();
		assertThat(streams()).isZero();
		assertThat(trades()).isEqualTo(1800);
	}

	@Test
	void anAnswerDoesNotWaitForTheNextOrder() throws Exception {
		Received<TradeStreamRequest, TradeStreamResponse> stream = stream(ALL);
		for (int i = 1; i <= 3; i++) {
			stream.send(order("FishCo", 1, Side.SIDE_BUY, ""));
			assertThat(stream.next().getTradeId()).isEqualTo("FishCo-" + i);
		}
		stream.halfClose();
		assertThat(stream.end()).isEqualTo("OK");
		assertThat(stream(ALL).halfClose().end()).isEqualTo("OK");
	}

	@Test
	void whoDoesNotReadCannotGoOnSending() throws Exception {
		Received<TradeStreamRequest, TradeStreamResponse> stream = new Received<>(this.bourse.channel(65_536),
				StockServiceGrpc.getTradeStreamMethod(), 0);
		int orders = 20_000;
		for (int i = 0; i < orders; i++) {
			stream.send(order("GameStart", 1, Side.SIDE_BUY, ""));
		}
		stream.halfClose();
		await().until(() -> trades() >= 256);
		// Another client has all the time there is.
		Received<TradeStreamRequest, TradeStreamResponse> other = stream(ALL);
		for (int i = 0; i < 200; i++) {
			other.send(order("FishCo", 1, Side.SIDE_BUY, ""));
			other.next();
		}
		assertThat(trades()).isLessThan(2000);
		stream.read(ALL);
		assertThat(stream.next(orders)).extracting(TradeStreamResponse::getTradeId)
			.startsWith("GameStart-1", "GameStart-2")
			.endsWith("GameStart-" + orders)
			.doesNotHaveDuplicates();
		assertThat(stream.end()).isEqualTo("OK");
	}

	@Test
	void aClientThatGoesLeavesNothingBehindButItsTrades() throws Exception {
		Received<TradeStreamRequest, TradeStreamResponse> stream = stream(0);
		for (int i = 0; i < 500; i++) {
			stream.send(order("GameStart", 1, Side.SIDE_BUY, ""));
		}
		await().until(() -> trades() > 0);
		assertThat(streams()).isEqualTo(1);
		stream.cancel();
		await().until(() -> streams() == 0);
		Received<TradeStreamRequest, TradeStreamResponse> next = stream(ALL);
		next.send(order("GameStart", 1, Side.SIDE_BUY, "")).halfClose();
		assertThat(next.next().getOutcome()).isEqualTo(TradeOutcome.TRADE_OUTCOME_EXECUTED);
	}

	@Test
	void aServerThatStopsAnswersWhatItHasTaken() throws Exception {
		StockRepository repository = this.bourse.context().getBean(StockRepository.class);
		Received<TradeStreamRequest, TradeStreamResponse> idle = stream(ALL).awaitHeaders();
		Received<TradeStreamRequest, TradeStreamResponse> busy = stream(ALL);
		for (int i = 0; i < 5000; i++) {
			busy.send(order("GameStart", 1, Side.SIDE_BUY, ""));
		}
		busy.next();
		this.bourse.context().close();
		String stopping = "UNAVAILABLE SHUTTING_DOWN: the server is stopping; trade elsewhere or later";
		assertThat(idle.end()).isEqualTo(stopping);
		assertThat(busy.end()).isEqualTo(stopping);
		List<TradeStreamResponse> rest = busy.rest();
		long executed = 1
				+ rest.stream().filter((answer) -> answer.getOutcome() == TradeOutcome.TRADE_OUTCOME_EXECUTED).count();
		assertThat(rest).filteredOn(TradeStreamResponse::hasError)
			.allMatch((answer) -> answer.equals(error(14, "SHUTTING_DOWN", "the server is stopping; not applied")));
		assertThat(repository.find(new Symbol("GameStart")).volume()).isEqualTo(executed);
	}

	private Received<TradeStreamRequest, TradeStreamResponse> stream(int read) {
		return new Received<>(this.bourse.channel(), StockServiceGrpc.getTradeStreamMethod(), read);
	}

	private double streams() {
		return registry().get("bourse.streams").tag("door", "grpc").gauge().value();
	}

	private long trades() {
		return registry().find("bourse.requests")
			.tags("door", "grpc", "command", "trade")
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

	private MeterRegistry registry() {
		return this.bourse.context().getBean(MeterRegistry.class);
	}

	private static TradeStreamRequest order(String symbol, long quantity, Side side, String id) {
		return TradeStreamRequest.newBuilder()
			.setSymbol(symbol)
			.setQuantity(quantity)
			.setSide(side)
			.setClientOrderId(id)
			.build();
	}

	private static TradeStreamResponse executed(String symbol, long volume, long version, String tradeId) {
		return TradeStreamResponse.newBuilder()
			.setOutcome(TradeOutcome.TRADE_OUTCOME_EXECUTED)
			.setStock(Stock.newBuilder()
				.setSymbol(symbol)
				.setPrice("15.99")
				.setVolume(volume)
				.setVolumeLimit(1_000_000)
				.setStatus(StockStatus.STOCK_STATUS_TRADING)
				.setVersion(version))
			.setRemainingVolume(1_000_000 - volume)
			.setTradeId(tradeId)
			.build();
	}

	private static TradeStreamResponse error(int code, String reason, String message) {
		return TradeStreamResponse.newBuilder()
			.setError(OrderError.newBuilder().setCode(code).setReason(reason).setMessage(message))
			.build();
	}

}
