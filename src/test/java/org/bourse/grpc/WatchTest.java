package org.bourse.grpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.RunningBourse;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeOutcome;
import org.bourse.feed.QuoteFeed;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockStatus;
import org.bourse.proto.v1.WatchRequest;
import org.bourse.proto.v1.WatchResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Watch through real channels, on the event loops and on a pool that is smaller than the
 * number of those who watch.
 */
@ParameterizedClass(name = "threads={0}")
@ValueSource(ints = { 0, 2 })
@Timeout(120)
class WatchTest {

	private static final Symbol GAME_START = new Symbol("GameStart");

	private static final int ALL = 1_000_000;

	@Parameter
	private int threads;

	private RunningBourse bourse;

	@AfterEach
	void close() {
		this.bourse.close();
	}

	private void open(String... settings) {
		List<String> all = new ArrayList<>(List.of("--bourse.grpc.threads=" + this.threads));
		Collections.addAll(all, settings);
		this.bourse = new RunningBourse(all.toArray(String[]::new));
	}

	@Test
	void theSnapshotComesFirstAndThenTheChanges() throws Exception {
		open();
		Received<WatchRequest, WatchResponse> some = watch(ALL, "GameStart", "BoarCo", "GameStart");
		Received<WatchRequest, WatchResponse> all = watch(ALL);
		assertThat(some.next(2)).containsExactlyInAnyOrder(response("GameStart", "15.99", 1),
				response("BoarCo", "42.25", 1));
		assertThat(all.next(4)).extracting((response) -> response.getStock().getSymbol())
			.containsExactlyInAnyOrder("BoarCo", "FishCo", "GameStart", "MenhirCo");
		update("FishCo", "1");
		update("GameStart", "16");
		assertThat(some.next()).isEqualTo(response("GameStart", "16", 2));
		assertThat(all.next(2)).containsExactly(response("FishCo", "1", 2), response("GameStart", "16", 2));
		await().until(() -> requests("watch", "ok") == 2);
	}

	@Test
	void whatCannotBeWatchedIsToldAtOnce() throws Exception {
		open();
		assertThat(watch(ALL, "GameStart", "Nope", "Neither").end())
			.isEqualTo("NOT_FOUND STOCK_NOT_FOUND: no stock has the symbol Nope");
		String grammar = "symbol must be 1 to 16 of A-Z a-z 0-9 . _ -; it is ";
		assertThat(watch(ALL, "", "Nope", "a b").end())
			.isEqualTo("INVALID_ARGUMENT SYMBOL_INVALID: " + grammar + "empty; " + grammar + "'a b'");
		assertThat(watch(ALL, Collections.nCopies(1000, "\u20ac".repeat(20)).toArray(String[]::new)).end())
			.startsWith("INVALID_ARGUMENT SYMBOL_INVALID: ");
		assertThat(watch(ALL, Collections.nCopies(1001, "GameStart").toArray(String[]::new)).end())
			.isEqualTo("INVALID_ARGUMENT TOO_MANY_SYMBOLS: symbols must be at most 1000, or none for all stocks; "
					+ "there are 1001");
		assertThat(watch(ALL, Collections.nCopies(1000, "GameStart").toArray(String[]::new)).next())
			.isEqualTo(response("GameStart", "15.99", 1));
		assertThat(streams()).isEqualTo(1);
	}

	@Test
	void aClientThatDoesNotReadMissesStatesInBetweenAndNeverTheLast() throws Exception {
		open("--bourse.feed.max-rate=10000000");
		Received<WatchRequest, WatchResponse> watch = watch(narrowChannel(), 0, "GameStart").awaitHeaders();
		long version = 1;
		while (states("conflated") < 1000) {
			version = update("GameStart", Long.toString(1 + version % 1000));
		}
		double given = states("given");
		update("GameStart", "77.7");
		watch.read(ALL);
		List<Long> versions = new ArrayList<>();
		WatchResponse last;
		do {
			last = watch.next();
			versions.add(last.getStock().getVersion());
		}
		while (last.getStock().getVersion() <= version);
		assertThat(last).isEqualTo(response("GameStart", "77.7", version + 1));
		assertThat(versions).isSorted().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo((int) given + 3);
		update("GameStart", "78");
		assertThat(watch.next()).isEqualTo(response("GameStart", "78", version + 2));
	}

	@Test
	void whoDoesNotReadDelaysNeitherTradesNorThoseWhoDo() throws Exception {
		open("--bourse.feed.max-rate=10000000");
		for (int channel = 0; channel < 4; channel++) {
			ManagedChannel narrow = narrowChannel();
			for (int i = 0; i < 50; i++) {
				watch(narrow, 0).awaitHeaders();
			}
		}
		Received<WatchRequest, WatchResponse> reader = watch(ALL, "GameStart");
		reader.next();
		StockServiceGrpc.StockServiceBlockingStub stocks = StockServiceGrpc.newBlockingStub(this.bourse.channel());
		while (states("conflated") < 1000) {
			assertThat(repository().trade(new Order(GAME_START, new Quantity(1), Side.BUY, null)).join().outcome())
				.isEqualTo(TradeOutcome.EXECUTED);
		}
		Stock present = stocks.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build()).getStock();
		WatchResponse last;
		do {
			last = reader.next();
		}
		while (last.getStock().getVersion() < present.getVersion());
		assertThat(last.getStock()).isEqualTo(present);
		assertThat(streams()).isEqualTo(201);
	}

	@Test
	void aClientThatGoesLeavesNothingBehind() throws Exception {
		open();
		Received<WatchRequest, WatchResponse> reading = watch(ALL);
		Received<WatchRequest, WatchResponse> silent = watch(0, "GameStart").awaitHeaders();
		ManagedChannel broken = narrowChannel();
		watch(broken, 0).awaitHeaders();
		reading.next(4);
		assertThat(streams()).isEqualTo(3);
		// Who has its headers subscribes next.
		await().until(() -> meter("bourse.feed.subscribers") == 3);
		reading.cancel();
		silent.cancel();
		broken.shutdownNow();
		await().until(() -> streams() == 0 && meter("bourse.feed.subscribers") == 0);
	}

	@Test
	void noMoreStreamsThanAllowedAreOpen() throws Exception {
		open("--bourse.grpc.max-streams=2");
		Received<WatchRequest, WatchResponse> first = watch(ALL).awaitHeaders();
		watch(ALL).awaitHeaders();
		String refusal = "RESOURCE_EXHAUSTED TOO_MANY_STREAMS: too many streams are open (open=2, limit=2); try later";
		assertThat(watch(ALL).end()).isEqualTo(refusal);
		assertThat(new Received<>(this.bourse.channel(), StockServiceGrpc.getTradeStreamMethod(), ALL).end())
			.isEqualTo(refusal);
		assertThat(registry().get("bourse.streams.rejected").tag("door", "grpc").counter().count()).isEqualTo(2);
		first.cancel();
		await().until(() -> streams() == 1);
		assertThat(watch(ALL, "FishCo").next()).isEqualTo(response("FishCo", "18.5", 1));
	}

	@Test
	void theServerDoesNotWaitForThoseWhoWatch() throws Exception {
		open("--spring.grpc.server.shutdown.grace-period=1h");
		List<Received<WatchRequest, WatchResponse>> streams = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			streams.add(watch(ALL));
		}
		for (Received<WatchRequest, WatchResponse> stream : streams) {
			stream.next(4);
		}
		this.bourse.context().close();
		for (Received<WatchRequest, WatchResponse> stream : streams) {
			assertThat(stream.end()).isEqualTo("UNAVAILABLE SHUTTING_DOWN: the server is stopping; watch again");
		}
	}

	@Test
	void whoComesAfterTheFeedHasEndedIsToldSo() throws Exception {
		open();
		this.bourse.context().getBean(QuoteFeed.class).close();
		assertThat(watch(ALL).end()).isEqualTo("UNAVAILABLE SHUTTING_DOWN: the server is stopping; watch again");
		assertThat(streams()).isZero();
	}

	private Received<WatchRequest, WatchResponse> watch(int read, String... symbols) {
		return watch(this.bourse.channel(), read, symbols);
	}

	private static Received<WatchRequest, WatchResponse> watch(ManagedChannel channel, int read, String... symbols) {
		return new Received<>(channel, StockServiceGrpc.getWatchMethod(), read)
			.send(WatchRequest.newBuilder().addAllSymbols(List.of(symbols)).build())
			.halfClose();
	}

	/** One that takes little of what is not read. */
	private ManagedChannel narrowChannel() {
		return this.bourse.channel(65_536);
	}

	private StockRepository repository() {
		return this.bourse.context().getBean(StockRepository.class);
	}

	private long update(String symbol, String price) {
		return repository().update(new Symbol(symbol), Price.parse(price))
			.orTimeout(30, TimeUnit.SECONDS)
			.join()
			.version();
	}

	private double streams() {
		return registry().get("bourse.streams").tag("door", "grpc").gauge().value();
	}

	private double meter(String name) {
		return registry().get(name).gauge().value();
	}

	private double states(String outcome) {
		return registry().get("bourse.feed.states").tag("outcome", outcome).counter().count();
	}

	private long requests(String command, String outcome) {
		return registry().get("bourse.requests")
			.tags("door", "grpc", "command", command, "outcome", outcome)
			.timer()
			.count();
	}

	private MeterRegistry registry() {
		return this.bourse.context().getBean(MeterRegistry.class);
	}

	private static WatchResponse response(String symbol, String price, long version) {
		return WatchResponse.newBuilder()
			.setStock(Stock.newBuilder()
				.setSymbol(symbol)
				.setPrice(price)
				.setVolumeLimit(1_000_000)
				.setStatus(StockStatus.STOCK_STATUS_TRADING)
				.setVersion(version))
			.build();
	}

}
