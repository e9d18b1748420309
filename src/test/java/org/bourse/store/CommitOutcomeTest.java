package org.bourse.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.MarketException;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeOutcome;
import org.bourse.domain.TradeResult;
import org.bourse.store.FaultyDialect.Fault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients are told, and what is in the ledger, when the database fails at any call
 * of a commit.
 */
class CommitOutcomeTest {

	private static final int WRITES = 5;

	private static final Symbol STOCK = new Symbol("GameStart");

	private static final List<Stock> STOCKS = List.of(
			Stock.listed(STOCK, Price.parse("15.99"), 1_000_000, StockRepositoryContract.SESSION),
			Stock.listed(new Symbol("FishCo"), Price.parse("1"), 1_000_000, StockRepositoryContract.SESSION));

	@TempDir
	Path folder;

	private int runs;

	static Stream<Fault> passingFaults() {
		return Stream.of(sqlite("busy", SQLiteErrorCode.SQLITE_BUSY),
				sqlite("constraint", SQLiteErrorCode.SQLITE_CONSTRAINT_CHECK));
	}

	private static Fault sqlite(String name, SQLiteErrorCode code) {
		return new Fault(name, () -> new SQLiteException(name, code), false, false);
	}

	private static Fault postgres(String name, String state, boolean after, boolean cuts) {
		return new Fault(name, () -> new SQLException(name, state), after, cuts);
	}

	@ParameterizedTest
	@MethodSource("passingFaults")
	void onSqliteAPassingFaultAtAnyCallIsNotNoticed(Fault fault) throws Exception {
		try (Market market = sqlite()) {
			int calls = 1;
			while (market.writeWithFaultAt(calls, fault)) {
				assertThat(market.outcomes()).as("call " + calls).containsOnly("EXECUTED");
				market.matchesTheLedger();
				calls++;
			}
			assertThat(calls).isGreaterThan(6);
		}
	}

	static Stream<Fault> passingFaultsOfPostgres() {
		return Stream.of(postgres("serialization failure", "40001", false, false),
				postgres("deadlock", "40P01", false, false), postgres("unique violation", "23505", false, false),
				postgres("lost before the call", "08006", false, true),
				postgres("lost after the call", "08006", true, true), postgres("server stopped", "57P01", false, true));
	}

	@ParameterizedTest
	@MethodSource("passingFaultsOfPostgres")
	void onPostgresAPassingFaultAtAnyCallIsNotNoticed(Fault fault) throws Exception {
		try (Market market = postgres()) {
			int calls = 1;
			while (market.writeWithFaultAt(calls, fault)) {
				assertThat(market.outcomes()).as("call " + calls).containsOnly("EXECUTED");
				market.matchesTheLedger();
				calls++;
			}
			assertThat(calls).isGreaterThan(5);
		}
	}

	@Test
	void aFullDiskRefusesAllAndRecoversByItself() throws Exception {
		try (Market market = sqlite()) {
			int calls = 1;
			while (market.writeWithFaultAt(calls, sqlite("full", SQLiteErrorCode.SQLITE_FULL))) {
				assertThat(market.outcomes()).as("call " + calls).containsOnly("UNAVAILABLE");
				market.matchesTheLedger();
				await().atMost(Duration.ofSeconds(20)).until(market.repository::isWritable);
				calls++;
				if (calls == 4) {
					// Each takes the second after which the disk is probed; the last
					// calls, which are those of the commit, are looked at below.
					break;
				}
			}
			market.write();
			assertThat(market.outcomes()).containsOnly("EXECUTED");
			market.matchesTheLedger();
		}
	}

	@Test
	void withoutADescriptorLeftAllIsRefusedUntilThereIsOne() throws Exception {
		try (Market market = sqlite()) {
			assertThat(market.writeWithFaultAt(2, sqlite("no file", SQLiteErrorCode.SQLITE_CANTOPEN))).isTrue();
			assertThat(market.outcomes()).containsOnly("UNAVAILABLE");
			await().atMost(Duration.ofSeconds(20)).until(market.repository::isWritable);
			market.write();
			assertThat(market.outcomes()).containsOnly("EXECUTED");
			market.matchesTheLedger();
		}
	}

	@Test
	void aFullDiskAtTheCommitRefusesAll() throws Exception {
		int commit = callsOfACommit();
		try (Market market = sqlite()) {
			assertThat(market.writeWithFaultAt(commit, sqlite("full", SQLiteErrorCode.SQLITE_FULL))).isTrue();
			assertThat(market.outcomes()).containsOnly("UNAVAILABLE");
			assertThat(market.repository.find(STOCK)).isEqualTo(market.before);
			assertThat(market.repository.trade(order("other", 1)).handle((result, failure) -> message(failure)).join())
				.isEqualTo("the store cannot write (full); not applied");
			await().atMost(Duration.ofSeconds(20)).until(market.repository::isWritable);
			market.matchesTheLedger();
		}
	}

	@Test
	void afterAFailedSyncNothingIsAcknowledgedAnyMore() throws Exception {
		int commit = callsOfACommit();
		Fault failedSync = sqlite("fsync", SQLiteErrorCode.SQLITE_IOERR_FSYNC);
		try (Market market = sqlite()) {
			assertThat(market.writeWithFaultAt(commit, failedSync)).isTrue();
			assertThat(market.outcomes()).containsOnly("OUTCOME_UNKNOWN");
			await().untilAsserted(() -> assertThat(market.broken.get()).isInstanceOf(SQLiteException.class));
			assertThat(market.repository.find(STOCK)).isEqualTo(market.before);
			assertThat(market.repository.isWritable()).isFalse();
			assertThat(market.repository.trade(order("other", 1)).handle((result, failure) -> message(failure)).join())
				.isEqualTo("the store is broken; not applied");
		}
		try (Market market = sqlite()) {
			assertThat(market.writeWithFaultAt(2, failedSync)).isTrue();
			assertThat(market.outcomes()).containsOnly("UNAVAILABLE");
		}
	}

	/** The number of the call that is the commit: the last one. */
	private int callsOfACommit() throws Exception {
		try (Market market = sqlite()) {
			int calls = 1;
			while (market.writeWithFaultAt(calls, sqlite("busy", SQLiteErrorCode.SQLITE_BUSY))) {
				calls++;
			}
			return calls - 1;
		}
	}

	/** Then it could not ask any more what became of a commit. */
	@Test
	void aServerWhoseRowIsGoneStopsRatherThanGuess() throws Exception {
		try (Market market = postgres()) {
			execute(market.url, "DELETE FROM node");
			market.write();
			assertThat(market.outcomes()).containsOnly("UNAVAILABLE");
			await().until(() -> market.broken.get() != null);
			assertThat(market.count("true")).isZero();
		}
	}

	@Test
	void aWriteThatTheDatabaseRefusesFailsAloneOnSqlite() throws Exception {
		try (Market market = sqlite()) {
			execute(market.url, "CREATE TRIGGER poison BEFORE INSERT ON trade WHEN new.quantity = 666 "
					+ "BEGIN SELECT RAISE(ABORT, 'poison'); END");
			refusesThePoisonOnly(market);
		}
	}

	@Test
	void aWriteThatTheDatabaseRefusesFailsAloneOnPostgres() throws Exception {
		try (Market market = postgres()) {
			execute(market.url, "ALTER TABLE trade ADD CHECK (quantity <> 666)");
			refusesThePoisonOnly(market);
		}
	}

	private void refusesThePoisonOnly(Market market) throws Exception {
		CountDownLatch gate = market.holdWriter();
		List<CompletableFuture<TradeResult>> futures = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			futures.add(market.repository.trade(order("poison-run-" + i, (i == 7) ? 666 : 1)));
		}
		gate.countDown();
		for (int i = 0; i < 20; i++) {
			assertThat(outcome(futures.get(i))).as("write " + i).isEqualTo((i == 7) ? "UNAVAILABLE" : "EXECUTED");
		}
		assertThat(market.count("client_order_id LIKE 'poison-run-%'")).isEqualTo(19);
	}

	@Test
	void aWriteThatCannotBeStoredInTimeIsNotApplied() throws Exception {
		try (Market market = sqlite(Duration.ofMillis(200), 10_000)) {
			CountDownLatch gate = market.holdWriter();
			// One is in the transaction that is held, one waits for the next.
			CompletableFuture<TradeResult> queued = market.repository.trade(order("late", 1));
			assertThat(message(queued.handle((result, failure) -> failure).join()))
				.isEqualTo("the store did not answer in time; not applied");
			assertThat(outcome(market.held())).isEqualTo("UNAVAILABLE");
			gate.countDown();
			assertThat(outcome(market.repository.trade(order("next", 1)))).isEqualTo("EXECUTED");
			assertThat(market.count("client_order_id IN ('late', 'held')")).isZero();
		}
	}

	@Test
	void aFullQueueIsToldAtOnceAndLosesNothing() throws Exception {
		try (Market market = sqlite(Duration.ofSeconds(30), 3)) {
			CountDownLatch gate = market.holdWriter();
			List<CompletableFuture<TradeResult>> futures = new ArrayList<>();
			for (int i = 0; i < 5; i++) {
				futures.add(market.repository.trade(order("q-" + i, 1)));
			}
			assertThat(futures.get(3)).isCompletedExceptionally();
			assertThat(outcome(futures.get(4))).isEqualTo("BUSY");
			gate.countDown();
			assertThat(futures.stream().map(CommitOutcomeTest::outcome)).containsExactly("EXECUTED", "EXECUTED",
					"EXECUTED", "BUSY", "BUSY");
		}
	}

	@Test
	void closingDoesWhatWaitsAndRefusesWhatComesLater() throws Exception {
		Market market = sqlite();
		CountDownLatch gate = market.holdWriter();
		List<CompletableFuture<TradeResult>> futures = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			futures.add(market.repository.trade(order("drain-" + i, 1)));
		}
		Thread closing = new Thread(market.repository::close);
		closing.start();
		await().until(() -> outcomeOrNull(market.repository.trade(order("late", 1))) != null);
		gate.countDown();
		closing.join();
		assertThat(futures.stream().map(CommitOutcomeTest::outcome)).containsOnly("EXECUTED");
		assertThat(outcome(market.repository.trade(order("later", 1)))).isEqualTo("UNAVAILABLE");
		assertThat(market.count("client_order_id LIKE 'drain-%'")).isEqualTo(100);
	}

	private Market sqlite() {
		return sqlite(Duration.ofSeconds(30), 10_000);
	}

	private Market sqlite(Duration timeout, int queueCapacity) {
		return new Market(TestStore.sqlite(this.folder.resolve(++this.runs + ".db"))
			.withTimeout(timeout)
			.withQueueCapacity(queueCapacity));
	}

	private Market postgres() {
		return new Market(TestStore.postgres(TestPostgres.shared().newDatabase()));
	}

	private static Order order(String id, long shares) {
		return new Order(STOCK, new Quantity(shares), Side.BUY, new ClientOrderId(id));
	}

	private static String outcome(CompletableFuture<TradeResult> future) {
		try {
			return future.join().outcome().name();
		}
		catch (CompletionException ex) {
			return ((MarketException) ex.getCause()).fault().name();
		}
	}

	private static @Nullable String outcomeOrNull(CompletableFuture<TradeResult> future) {
		return future.isDone() ? outcome(future) : null;
	}

	private static @Nullable String message(Throwable failure) {
		return (failure instanceof CompletionException) ? failure.getCause().getMessage() : failure.getMessage();
	}

	private static void execute(String url, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/** A store whose database fails when told to. */
	private static final class Market implements AutoCloseable {

		private final String url;

		private final AtomicReference<FaultyDialect> dialect = new AtomicReference<>();

		private final AtomicReference<Throwable> broken = new AtomicReference<>();

		private final JdbcStockRepository repository;

		private final List<String> ids = new ArrayList<>();

		private List<CompletableFuture<TradeResult>> last = List.of();

		private @Nullable CompletableFuture<TradeResult> held;

		private @Nullable Stock before;

		private Market(TestStore store) {
			this.url = store.url();
			this.repository = store.around((real) -> {
				this.dialect.set(new FaultyDialect(real));
				return this.dialect.get();
			}).onBroken(this.broken::set).open(STOCKS, Clock.systemUTC());
		}

		/** Holds the writer in a transaction, so that what follows becomes one batch. */
		private CountDownLatch holdWriter() throws InterruptedException {
			CountDownLatch gate = this.dialect.get().hold();
			this.held = this.repository.trade(order("held", 1));
			this.dialect.get().awaitHeld();
			return gate;
		}

		private CompletableFuture<TradeResult> held() {
			assertThat(this.held).isNotNull();
			return this.held;
		}

		/** Returns whether a batch of writes has that many calls. */
		private boolean writeWithFaultAt(int call, Fault fault) throws InterruptedException {
			CountDownLatch gate = this.dialect.get().hold();
			CompletableFuture<Stock> first = this.repository.update(STOCK, Price.parse("2"));
			this.dialect.get().awaitHeld();
			this.dialect.get().failAt(call, fault);
			write();
			gate.countDown();
			this.before = first.join();
			outcomes();
			boolean failed = this.dialect.get().hasFailed();
			this.dialect.get().disarm();
			return failed;
		}

		private void write() {
			List<CompletableFuture<TradeResult>> futures = new ArrayList<>();
			for (int i = 0; i < WRITES; i++) {
				String id = "id-" + this.ids.size();
				this.ids.add(id);
				futures.add(this.repository.trade(order(id, 10)));
			}
			this.last = futures;
		}

		private List<String> outcomes() {
			return this.last.stream().map(CommitOutcomeTest::outcome).toList();
		}

		/** Each write that was executed is in the ledger once, all others are not. */
		private void matchesTheLedger() throws SQLException {
			long executed = 0;
			for (int i = 0; i < WRITES; i++) {
				String id = this.ids.get(this.ids.size() - WRITES + i);
				boolean done = outcome(this.last.get(i)).equals(TradeOutcome.EXECUTED.name());
				assertThat(count("client_order_id = '" + id + "'")).as(id).isEqualTo(done ? 1 : 0);
				executed += done ? 1 : 0;
			}
			assertThat(executed).isIn(0L, (long) WRITES);
			Stock present = this.repository.find(STOCK);
			assertThat((present != null) ? present.trades() : -1).isEqualTo(count("true"));
			assertThat((present != null) ? present.volume() : -1).isEqualTo(count("true") * 10);
		}

		private long count(String condition) throws SQLException {
			try (Connection connection = DriverManager.getConnection(this.url);
					Statement statement = connection.createStatement();
					ResultSet row = statement.executeQuery("SELECT count(*) FROM trade WHERE " + condition)) {
				row.next();
				return row.getLong(1);
			}
		}

		@Override
		public void close() {
			this.repository.close();
		}

	}

}
