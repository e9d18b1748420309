package org.bourse.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;

import org.bourse.client.Progress;
import org.bourse.store.BusyLedger;
import org.bourse.store.TestLedger;
import org.bourse.store.TestPostgres;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.LedgerSnapshot;
import org.bourse.store.ledger.PostgresDialect;
import org.bourse.store.ledger.SqliteDialect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each kind of damage that can be done to a ledger is found, and named.
 */
class LedgerProofTest {

	private static final int PROOFS_WHILE_WRITTEN = 5;

	@TempDir
	static Path folder;

	private static Path good;

	private Path file;

	@BeforeAll
	static void makeGood() {
		good = folder.resolve("good.db");
		TestLedger.sqlite(good);
	}

	@BeforeEach
	void copy() throws IOException {
		this.file = Files.createTempFile(folder, "ledger", ".db");
		Files.write(this.file, Files.readAllBytes(good));
	}

	@Test
	void whatAServerLeavesInSqliteIsProven() throws SQLException {
		assertThat(prove()).hasToString("verified: " + TestLedger.COUNTS);
	}

	@Test
	void whatAServerLeavesInPostgresIsProven() throws SQLException {
		String url = TestPostgres.shared().newDatabase();
		TestLedger.postgres(url);
		assertThat(prove(postgres(url))).hasToString("verified: " + TestLedger.COUNTS);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', quoteCharacter = '"', value = {
			// Trades.
			"DELETE FROM trade WHERE symbol = 'GameStart' AND sequence = 3 ~ trade GameStart-4 (version 6): expected sequence 3, found 4",
			"DELETE FROM trade WHERE symbol = 'GameStart' AND sequence = 5 ~ stock GameStart (version 7): expected trades 4, found 5",
			"DELETE FROM trade WHERE symbol = 'GameStart' ~ stock GameStart (version 7): expected trades 0, found 5",
			"UPDATE trade SET sequence = 9 WHERE symbol = 'GameStart' AND sequence = 5 ~ trade GameStart-9 (version 7): expected sequence 5, found 9",
			"UPDATE trade SET quantity = 11 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected volume_after 51, found 50",
			"UPDATE trade SET quantity = 0 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected quantity 1 to 1000000000, found 0",
			"UPDATE trade SET quantity = -9223372036854775807 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected quantity 1 to 1000000000, found -9223372036854775807",
			"UPDATE trade SET volume_after = 49 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected volume_after 50, found 49",
			"UPDATE trade SET volume_after = 2000 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected volume_after 1 to 1000, found 2000",
			"UPDATE trade SET volume_limit = 1001 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected volume_limit 1000, found 1001",
			"UPDATE trade SET session = 20260103 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected session 20260102, found 20260103",
			"UPDATE trade SET price = 159901 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected price, which no update has changed since, 159900, found 159901",
			"UPDATE trade SET price = 0 WHERE symbol = 'GameStart' AND sequence = 1 ~ trade GameStart-1 (version 2): expected price 1 to 10000000000000, found 0",
			"UPDATE trade SET side = 'HOLD' WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 3): expected side BUY or SELL, found HOLD",
			"UPDATE trade SET version = 2 WHERE symbol = 'GameStart' AND sequence = 2 ~ trade GameStart-2 (version 2): expected version more than 2, found 2",
			"INSERT INTO trade VALUES ('FishCo', 3, 20260102, 'BUY', 1, 185000, 11, 10, 5, NULL, 'test', 1767323046000000) ~ trade FishCo-3 (version 5): expected a stock without a halt, halt none, found VOLUME_LIMIT",
			// Events.
			"DELETE FROM event WHERE kind = 'HALTED' ~ trade FishCo-2 (version 3): expected an event of the same version, as the limit is reached, HALTED, found none",
			"UPDATE event SET version = 4 WHERE kind = 'HALTED' ~ trade FishCo-2 (version 3): expected an event of the same version, as the limit is reached, HALTED, found none",
			"UPDATE event SET halt_after = 'ADMIN' WHERE kind = 'HALTED' ~ event HALTED of FishCo (version 3): expected halt_after VOLUME_LIMIT, found ADMIN",
			"UPDATE event SET volume_before = 5 WHERE kind = 'HALTED' ~ event HALTED of FishCo (version 3): expected volume_before 4, found 5",
			"UPDATE event SET limit_before = NULL WHERE kind = 'HALTED' ~ event HALTED of FishCo (version 3): expected limit_before 10, found none",
			"DELETE FROM event WHERE symbol = 'GameStart' ~ trade GameStart-1 (version 2): expected the first entry to be LISTED, found a trade",
			"DELETE FROM event WHERE symbol = 'BoarCo' ~ stock BoarCo (version 1): expected an entry LISTED, found none",
			"UPDATE event SET limit_after = 999 WHERE symbol = 'BoarCo' ~ stock BoarCo (version 1): expected volume_limit 999, found 10",
			// The present.
			"UPDATE stock SET volume = 71 WHERE symbol = 'GameStart' ~ stock GameStart (version 7): expected volume 70, found 71",
			"UPDATE stock SET volume_limit = 71 WHERE symbol = 'GameStart' ~ stock GameStart (version 7): expected volume_limit 1000, found 71",
			"UPDATE stock SET session = 20260103 WHERE symbol = 'GameStart' ~ stock GameStart (version 7): expected session 20260102, found 20260103",
			"UPDATE stock SET trades = 4 WHERE symbol = 'GameStart' ~ stock GameStart (version 7): expected trades 5, found 4",
			"UPDATE stock SET version = 6 WHERE symbol = 'GameStart' ~ stock GameStart (version 6): expected version 7 to 9223372036854775807, found 6",
			"UPDATE stock SET price = 1 WHERE symbol = 'GameStart' ~ stock GameStart (version 7): expected price, which no update has changed since, 162500, found 1",
			"UPDATE stock SET halt_reason = NULL WHERE symbol = 'FishCo' ~ stock FishCo (version 4): expected halt_reason VOLUME_LIMIT, found none",
			"UPDATE stock SET halt_reason = 'NEWS' WHERE symbol = 'BoarCo' ~ stock BoarCo (version 1): expected halt_reason none, found NEWS",
			// Candles.
			"DELETE FROM candle WHERE symbol = 'FishCo' ~ candle of FishCo, minute 29455386 (2026-01-02T03:06:00Z): expected content open 18.5 high 18.5 low 18.5 close 18.5 volume 10 trades 2, found no candle",
			"UPDATE candle SET close = open WHERE symbol = 'GameStart' AND minute = 29455384 ~ candle of GameStart, minute 29455384 (2026-01-02T03:04:00Z): expected content open 15.99 high 16.25 low 15.99 close 16.25 volume 57 trades 3, found open 15.99 high 16.25 low 15.99 close 15.99 volume 57 trades 3",
			"UPDATE candle SET volume = 58 WHERE symbol = 'GameStart' AND minute = 29455384 ~ found open 15.99 high 16.25 low 15.99 close 16.25 volume 58 trades 3",
			"INSERT INTO candle VALUES ('BoarCo', 29455384, 1, 1, 1, 1, 1, 1) ~ candle of BoarCo, minute 29455384 (2026-01-02T03:04:00Z): expected content of no trade at all, so no candle, found open 0.0001 high 0.0001 low 0.0001 close 0.0001 volume 1 trades 1",
			"INSERT INTO candle VALUES ('Zombie', -9223372036854775808, 1, 1, 1, 1, 1, 1) ~ candle of Zombie, minute -9223372036854775808: expected content of no trade",
			// Rows of no stock.
			"INSERT INTO trade VALUES ('Nope', 1, 20260102, 'BUY', 1, 1, 1, 10, 2, NULL, 'test', 1767323046000000) ~ trade Nope-1 (version 2): expected a stock Nope, found none (but 1 trades and 0 events of it)",
			"UPDATE event SET symbol = 'Nope' WHERE symbol = 'BoarCo' ~ event LISTED of Nope (version 1): expected a stock Nope, found none (but 0 trades and 1 events of it)",
			"DELETE FROM stock WHERE symbol = 'FishCo' ~ trade FishCo-1 (version 2): expected a stock FishCo, found none (but 2 trades and 2 events of it)" })
	void damageIsFoundAndNamed(String damage, String fault) throws SQLException {
		harm(damage);
		Report report = prove();
		assertThat(report.verified()).isFalse();
		assertThat(report.faults()).anySatisfy((found) -> assertThat(found.toString()).contains(fault));
	}

	@Test
	void oneChangedRowIsNotToldOfEveryLaterOne() throws SQLException {
		harm("UPDATE trade SET session = 20260103 WHERE symbol = 'GameStart' AND sequence = 2");
		assertThat(prove().faultCount()).isEqualTo(1);
	}

	@Test
	void manyFaultsAreCountedAndTheFirstTenTold() throws SQLException {
		harm("DELETE FROM candle", "DELETE FROM event", "UPDATE trade SET side = 'X', session = 1");
		Report report = prove();
		assertThat(report.faults()).hasSize(10);
		assertThat(report.faultCount()).isGreaterThan(10);
		assertThat(report.toString().lines()).hasSize(10);
	}

	@Test
	void anIdThatTwoTradesBearIsFound() throws SQLException {
		harm("DROP INDEX trade_client_order_id",
				"UPDATE trade SET client_order_id = 'id-1' WHERE symbol = 'FishCo' AND sequence = 2");
		assertThat(prove().faults()).containsExactly(
				new Fault("client order id id-1", "trades with it", "1", "2, among them FishCo-2 and GameStart-1"));
	}

	/** An index that lacks rows, as after a fault of the disk. */
	@Test
	void anIdThatTwoTradesBearIsFoundThoughTheIndexDoesNotHaveIt() throws SQLException {
		String index = "CREATE UNIQUE INDEX trade_client_order_id ON trade (client_order_id) "
				+ "WHERE client_order_id IS NOT NULL";
		harm("DROP INDEX trade_client_order_id", index + " AND symbol <> 'FishCo'",
				"UPDATE trade SET client_order_id = 'id-1' WHERE symbol = 'FishCo' AND sequence = 2",
				"PRAGMA writable_schema = ON",
				"UPDATE sqlite_schema SET sql = '" + index + "' WHERE name = 'trade_client_order_id'");
		assertThat(harm("SELECT count(*) FROM trade WHERE client_order_id = 'id-1'")).isEqualTo(1);
		assertThat(prove().faults()).hasSize(1);
	}

	@Test
	void damageInPostgresIsFound() throws SQLException {
		String url = TestPostgres.shared().newDatabase();
		TestLedger.postgres(url);
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute("DROP INDEX trade_client_order_id; UPDATE trade SET client_order_id = 'id-1' "
					+ "WHERE symbol = 'FishCo' AND sequence = 2; DELETE FROM candle WHERE symbol = 'FishCo'; "
					+ "DELETE FROM trade WHERE symbol = 'GameStart' AND sequence = 5");
		}
		assertThat(prove(postgres(url)).faults()).extracting(Fault::entry)
			.containsExactly("stock GameStart (version 7)", "stock GameStart (version 7)",
					"candle of FishCo, minute 29455386 (2026-01-02T03:06:00Z)",
					"candle of GameStart, minute 29455386 (2026-01-02T03:06:00Z)", "client order id id-1");
	}

	@Test
	void sumsThatTheDatabaseCannotTakeAreAFaultOfTheLedger() throws SQLException {
		harm("UPDATE trade SET quantity = 9223372036854775807 WHERE symbol = 'GameStart'");
		assertThat(prove().verified()).isFalse();
	}

	@Test
	void pagesThatCannotBeReadAreAFaultOfTheLedger() throws SQLException, IOException {
		long root = harm("SELECT rootpage FROM sqlite_schema WHERE name = 'trade'");
		long size = harm("PRAGMA page_size");
		byte[] content = Files.readAllBytes(this.file);
		for (int i = 0; i < size; i++) {
			content[(int) ((root - 1) * size) + i] = (byte) 0xA5;
		}
		Files.write(this.file, content);
		assertThat(prove().faults()).first().extracting(Fault::what).isEqualTo("rows");
	}

	@Test
	void aSnapshotIsOfOneMoment() throws SQLException {
		try (Dialect dialect = SqliteDialect.reading(SqliteDialect.PREFIX + this.file);
				LedgerSnapshot ledger = LedgerSnapshot.open(dialect)) {
			harm("DELETE FROM trade");
			assertThat(prove(ledger).verified()).isTrue();
		}
		assertThat(prove().verified()).isFalse();
	}

	@Test
	void aSnapshotOfPostgresIsOfOneMoment() throws SQLException {
		String url = TestPostgres.shared().newDatabase();
		TestLedger.postgres(url);
		try (LedgerSnapshot ledger = LedgerSnapshot.open(postgres(url));
				Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute("DELETE FROM trade");
			assertThat(prove(ledger).verified()).isTrue();
		}
	}

	@Test
	void aLedgerIsProvenWhileAServerTrades() throws SQLException {
		Path busy = folder.resolve("busy.db");
		try (BusyLedger ledger = BusyLedger.sqlite(busy)) {
			assertProvenWhileWritten(ledger, () -> SqliteDialect.reading(SqliteDialect.PREFIX + busy));
		}
	}

	@Test
	void aLedgerInPostgresIsProvenWhileAServerTrades() throws SQLException {
		String url = TestPostgres.shared().newDatabase();
		try (BusyLedger ledger = BusyLedger.postgres(url)) {
			assertProvenWhileWritten(ledger, () -> postgres(url));
		}
	}

	/**
	 * One commit that is seen by one query of a proof and not by another would be a
	 * fault.
	 */
	private static void assertProvenWhileWritten(BusyLedger ledger, Supplier<Dialect> dialect) throws SQLException {
		for (int i = 0; i < PROOFS_WHILE_WRITTEN; i++) {
			long before = ledger.trades();
			Report report = prove(dialect.get());
			assertThat(report.faults()).isEmpty();
			assertThat(report.trades()).isGreaterThanOrEqualTo(before);
			await().until(ledger::trades, (trades) -> trades > report.trades());
		}
	}

	@Test
	void nothingCanBeWrittenOverAConnectionThatReads() {
		for (Dialect dialect : List.of(SqliteDialect.reading(SqliteDialect.PREFIX + this.file),
				postgres(TestPostgres.shared().newDatabase()))) {
			assertThat(refusalToWrite(dialect)).containsIgnoringCase("read");
		}
	}

	private static String refusalToWrite(Dialect dialect) {
		try (Connection connection = dialect.connectToRead(); Statement statement = connection.createStatement()) {
			statement.execute("CREATE TABLE mine (id INTEGER)");
			return "none";
		}
		catch (SQLException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static Dialect postgres(String url) {
		return new PostgresDialect(url, null, null, "test");
	}

	private Report prove() throws SQLException {
		return prove(SqliteDialect.reading(SqliteDialect.PREFIX + this.file));
	}

	private static Report prove(Dialect dialect) throws SQLException {
		try (LedgerSnapshot ledger = LedgerSnapshot.open(dialect)) {
			return prove(ledger);
		}
	}

	private static Report prove(LedgerSnapshot ledger) throws SQLException {
		try (Progress progress = Progress.of("verify", ledger.tradesOfStocks(), false)) {
			return new LedgerProof(ledger, progress).run();
		}
	}

	/**
	 * Runs statements that the checks of the tables would not allow.
	 * @return the number that the last one answers, if it does
	 */
	private long harm(String... statements) throws SQLException {
		try (Connection connection = DriverManager.getConnection(SqliteDialect.PREFIX + this.file);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA ignore_check_constraints = ON");
			boolean answers = false;
			for (String sql : statements) {
				answers = statement.execute(sql);
			}
			if (!answers) {
				return 0;
			}
			try (ResultSet row = statement.getResultSet()) {
				return row.next() ? row.getLong(1) : 0;
			}
		}
	}

}
