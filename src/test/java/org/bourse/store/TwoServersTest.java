package org.bourse.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Halt;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.StockStatus;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeOutcome;
import org.bourse.domain.TradeResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two servers on one PostgreSQL: one market.
 */
class TwoServersTest {

	private static final Symbol STOCK = new Symbol("GameStart");

	private static final Symbol OTHER = new Symbol("FishCo");

	private static final List<Stock> STOCKS = List.of(listed(STOCK, 1000), listed(OTHER, 1000));

	private final TestStore store = TestStore.postgres(TestPostgres.shared().newDatabase());

	private final JdbcStockRepository a = this.store.withNode("a").open(STOCKS, Clock.systemUTC());

	private final JdbcStockRepository b = this.store.withNode("b").open(STOCKS, Clock.systemUTC());

	private static Stock listed(Symbol symbol, long limit) {
		return Stock.listed(symbol, Price.parse("15.99"), limit, StockRepositoryContract.SESSION);
	}

	@AfterEach
	void close() {
		this.a.close();
		this.b.close();
	}

	@Test
	void aTradeOnOneIsSeenOnTheOther() {
		Stock after = this.a.trade(order(STOCK, 10, "1")).join().stock();
		await().untilAsserted(() -> assertThat(this.b.find(STOCK)).isEqualTo(after));
		Stock later = this.b.update(STOCK, Price.parse("3")).join();
		assertThat(later.volume()).isEqualTo(10);
		assertThat(later.version()).isEqualTo(3);
		await().untilAsserted(() -> assertThat(this.a.find(STOCK)).isEqualTo(later));
	}

	@Test
	void bothTogetherNeverPassTheLimit() {
		List<CompletableFuture<TradeResult>> results = new ArrayList<>();
		for (int i = 0; i < 1500; i++) {
			results.add(((i % 2 == 0) ? this.a : this.b).trade(order(STOCK, 1, "race-" + i)));
		}
		assertThat(results.stream()
			.map(CompletableFuture::join)
			.filter((result) -> result.outcome() == TradeOutcome.EXECUTED)
			.map((result) -> result.stock().volume())
			.sorted()).hasSize(1000).doesNotHaveDuplicates();
		await().untilAsserted(() -> assertThat(this.b.find(STOCK)).isEqualTo(this.a.find(STOCK))
			.extracting(Stock::volume, Stock::trades, Stock::version)
			.containsExactly(1000L, 1000L, 1001L));
		Halt halt = this.a.all().get(1).halt();
		assertThat(halt).isNotNull();
	}

	@Test
	void oneIdOnBothAtOnceExecutesOnceAndAllAnswersAgree() {
		for (int run = 0; run < 20; run++) {
			List<CompletableFuture<TradeResult>> results = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				results.add(((i % 2 == 0) ? this.a : this.b).trade(order(STOCK, 1, "once-" + run)));
			}
			List<TradeResult> answers = results.stream().map(CompletableFuture::join).toList();
			assertThat(answers.stream().filter((answer) -> !answer.duplicate())).hasSize(1);
			assertThat(answers.stream().map(TradeResult::stock).distinct()).hasSize(1);
		}
		assertThat(this.a.update(STOCK, Price.parse("1")).join().trades()).isEqualTo(20);
	}

	@Test
	void aSessionThatBeginsOnBothAtOnceIsOneEvent() throws SQLException {
		this.a.trade(order(STOCK, 1000, "all")).join();
		this.a.halt(OTHER, HaltReason.ADMIN, null, "test").join();
		await().untilAsserted(() -> assertThat(this.b.all()).isEqualTo(this.a.all()));
		LocalDate next = StockRepositoryContract.SESSION.plusDays(1);
		Clock clock = Clock.fixed(next.atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
		CronCalendar calendar = new CronCalendar("0 0 0 * * *", ZoneOffset.UTC);
		List<CompletableFuture<Boolean>> rolls = new ArrayList<>();
		for (JdbcStockRepository server : List.of(this.a, this.b, this.a, this.b)) {
			SessionRoller roller = new SessionRoller(server, calendar, clock);
			rolls.add(CompletableFuture.supplyAsync(roller::roll));
		}
		assertThat(rolls).allSatisfy((roll) -> assertThat(roll.join()).isTrue());
		for (JdbcStockRepository server : List.of(this.a, this.b)) {
			await().untilAsserted(() -> assertThat(server.find(STOCK))
				.isEqualTo(new Stock(STOCK, Price.parse("15.99"), 0, 1000, null, next, 1, 3)));
			await().untilAsserted(() -> assertThat(server.find(OTHER)).extracting(Stock::session, Stock::status)
				.containsExactly(next, StockStatus.HALTED));
		}
		assertThat(events("ROLLED")).containsExactly("FishCo 3 market 20260103 volume 0 -> 0 halt ADMIN -> ADMIN",
				"GameStart 3 market 20260103 volume 1000 -> 0 halt VOLUME_LIMIT -> null");
	}

	/** As the ledger has them, in the order of their symbols. */
	private List<String> events(String kind) throws SQLException {
		List<String> events = new ArrayList<>();
		try (Connection connection = DriverManager.getConnection(this.store.url());
				Statement statement = connection.createStatement();
				ResultSet row = statement
					.executeQuery("SELECT * FROM event WHERE kind = '" + kind + "' ORDER BY symbol, version")) {
			while (row.next()) {
				events.add(row.getString("symbol") + " " + row.getLong("version") + " " + row.getString("actor") + " "
						+ row.getInt("session") + " volume " + row.getLong("volume_before") + " -> "
						+ row.getLong("volume_after") + " halt " + row.getString("halt_before") + " -> "
						+ row.getString("halt_after"));
			}
		}
		return events;
	}

	/** No row lock keeps these apart: the index on the ids does. */
	@Test
	void oneIdForDifferentStocksOnBothAtOnceExecutesOnce() {
		for (int run = 0; run < 50; run++) {
			List<CompletableFuture<TradeResult>> results = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				results.add(this.a.trade(order(STOCK, 1, "cross-" + run + "-" + i)));
				results.add(this.b.trade(order(OTHER, 1, "cross-" + run + "-" + i)));
			}
			List<String> answers = results.stream().map(TwoServersTest::outcome).toList();
			for (int i = 0; i < 4; i++) {
				assertThat(answers.subList(2 * i, 2 * i + 2)).containsExactlyInAnyOrder("EXECUTED",
						MarketFault.CLIENT_ORDER_ID_REUSED.name());
			}
		}
	}

	@Test
	void aStockThatOneHasListedIsKnownToTheOther() {
		Stock added = listed(new Symbol("New"), 5);
		try (JdbcStockRepository c = this.store.withNode("c").open(List.of(added), Clock.systemUTC())) {
			assertThat(c.all()).hasSize(3);
			await().untilAsserted(() -> assertThat(this.a.find(added.symbol())).isEqualTo(added));
			assertThat(this.a.trade(order(added.symbol(), 5, "all")).join().outcome()).isEqualTo(TradeOutcome.EXECUTED);
		}
	}

	@Test
	void aChangeIsSeenAlthoughItsNoticeWasLost() {
		for (int i = 0; i < 3; i++) {
			TestPostgres.shared()
				.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bourse b'");
			Stock after = this.a.trade(order(STOCK, 1, "lost-" + i)).join().stock();
			await().untilAsserted(() -> assertThat(this.b.find(STOCK)).isEqualTo(after));
		}
		await().untilAsserted(() -> assertThat(this.b.isFresh()).isTrue());
	}

	/** As a server would that dies between its commit and its notice. */
	@Test
	void aChangeIsSeenAlthoughNobodyAnnouncesIt() {
		execute("UPDATE stock SET price = 10000, version = version + 1 WHERE symbol = 'GameStart'");
		await().untilAsserted(() -> {
			assertThat(this.a.find(STOCK)).extracting(Stock::price).isEqualTo(Price.parse("1"));
			assertThat(this.b.find(STOCK)).extracting(Stock::price).isEqualTo(Price.parse("1"));
		});
	}

	@Test
	void aRowThatCannotBeReadIsToldAndWhenItIsGoneTheOthersAreFollowedAgain() {
		execute("ALTER TABLE stock DROP CONSTRAINT stock_symbol_check");
		execute("INSERT INTO stock (symbol, price, volume, volume_limit, session, trades, version) "
				+ "VALUES ('bad symbol', 1, 0, 10, 20260101, 0, 1)");
		await().until(() -> this.b.staleness().compareTo(Duration.ofSeconds(2)) > 0);
		execute("DELETE FROM stock WHERE symbol = 'bad symbol'");
		Stock after = this.a.trade(order(STOCK, 1, "after")).join().stock();
		await().untilAsserted(() -> assertThat(this.b.find(STOCK)).isEqualTo(after));
		await().until(() -> this.b.staleness().compareTo(Duration.ofSeconds(1)) < 0);
	}

	@Test
	void aDatabaseThatHasLostCommitsIsNotTakenForFresh() {
		this.a.trade(order(STOCK, 1, "lost")).join();
		await().until(() -> this.b.all().get(1).version() == 2);
		execute("UPDATE stock SET version = 1, trades = 0, volume = 0 WHERE symbol = 'GameStart'");
		await().until(() -> this.b.staleness().compareTo(Duration.ofSeconds(3)) > 0);
		assertThat(this.b.find(STOCK)).extracting(Stock::version).isEqualTo(2L);
	}

	private void execute(String sql) {
		try (Connection connection = DriverManager.getConnection(this.store.url());
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aNoticeThatIsNotOursDoesNoHarm() {
		TestPostgres.shared().execute("SELECT pg_notify('bourse', 'x')");
		Stock after = this.a.trade(order(STOCK, 1, "after")).join().stock();
		await().untilAsserted(() -> assertThat(this.b.find(STOCK)).isEqualTo(after));
	}

	@Test
	void whileTheDatabaseIsAwayLookupsGoOnAndWhenItIsBackAllResumes() throws Exception {
		try (TestPostgres postgres = new TestPostgres()) {
			TestStore own = TestStore.postgres(postgres.newDatabase()).withTimeout(Duration.ofMillis(400));
			try (JdbcStockRepository repository = own.open(STOCKS, Clock.systemUTC())) {
				for (int i = 0; i < 2; i++) {
					Stock before = repository.trade(order(STOCK, 1, "before-" + i)).join().stock();
					if (i == 0) {
						postgres.stop();
					}
					else {
						postgres.crash();
					}
					String answer = outcome(repository.trade(order(STOCK, 1, "away-" + i)));
					assertThat(answer).isEqualTo("UNAVAILABLE");
					assertThat(repository.find(STOCK)).isEqualTo(before);
					await().until(() -> repository.staleness().compareTo(Duration.ofSeconds(1)) > 0);
					assertThat(repository.isWritable()).isFalse();
					postgres.start();
					await().atMost(Duration.ofSeconds(30)).until(repository::isWritable);
					assertThat(outcome(repository.trade(order(STOCK, 1, "back-" + i)))).isEqualTo("EXECUTED");
					assertThat(repository.trade(order(STOCK, 1, "away-" + i)).join().duplicate()).isFalse();
					await().until(() -> repository.staleness().compareTo(Duration.ofSeconds(1)) < 0);
				}
			}
		}
	}

	@Test
	void aStartWaitsForADatabaseThatIsNotUpYet() throws Exception {
		try (TestPostgres postgres = new TestPostgres()) {
			TestStore own = TestStore.postgres(postgres.newDatabase());
			postgres.stop();
			CompletableFuture<JdbcStockRepository> opening = CompletableFuture
				.supplyAsync(() -> own.open(STOCKS, Clock.systemUTC()));
			postgres.start();
			try (JdbcStockRepository repository = opening.join()) {
				assertThat(outcome(repository.trade(order(STOCK, 1, "1")))).isEqualTo("EXECUTED");
			}
		}
	}

	private static String outcome(CompletableFuture<TradeResult> future) {
		try {
			return future.join().outcome().name();
		}
		catch (CompletionException ex) {
			return ((MarketException) ex.getCause()).fault().name();
		}
	}

	private static Order order(Symbol symbol, long shares, String id) {
		return new Order(symbol, new Quantity(shares), Side.BUY, new ClientOrderId(id));
	}

}
