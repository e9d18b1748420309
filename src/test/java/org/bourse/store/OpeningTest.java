package org.bourse.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeResult;
import org.bourse.store.ledger.LedgerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a server does before it serves, and when it does not serve at all.
 */
class OpeningTest {

	private static final Symbol STOCK = new Symbol("GameStart");

	private static final List<Stock> STOCKS = List
		.of(Stock.listed(STOCK, Price.parse("15.99"), 100, StockRepositoryContract.SESSION));

	@TempDir
	Path folder;

	@Test
	void whatWasTradedIsThereAfterARestartAndAnIdIsKnownForEver() {
		for (TestStore store : List.of(sqlite(), postgres())) {
			Order order = new Order(STOCK, new Quantity(100), Side.SELL, new ClientOrderId("first"));
			TradeResult first;
			try (JdbcStockRepository repository = open(store)) {
				first = repository.trade(order).join();
			}
			try (JdbcStockRepository repository = open(store)) {
				assertThat(repository.find(STOCK)).isEqualTo(first.stock());
				assertThat(repository.trade(order).join()).isEqualTo(first.asDuplicate());
				assertThat(repository.find(STOCK)).isEqualTo(first.stock());
			}
		}
	}

	@Test
	void aStockOfTheLedgerIsNotListedAgain() {
		TestStore store = sqlite();
		try (JdbcStockRepository repository = open(store)) {
			repository.update(STOCK, Price.parse("3")).join();
		}
		Symbol added = new Symbol("New");
		try (JdbcStockRepository repository = store.open(
				List.of(Stock.listed(STOCK, Price.parse("9"), 7, StockRepositoryContract.SESSION),
						Stock.listed(added, Price.parse("1"), 7, StockRepositoryContract.SESSION)),
				Clock.systemUTC())) {
			assertThat(repository.all()).extracting(
					(stock) -> stock.symbol() + " " + stock.price() + " " + stock.volumeLimit() + " " + stock.version())
				.containsExactly("GameStart 3 100 2", "New 1 7 1");
		}
	}

	@Test
	void theFolderIsMadeAndTheFileIsFreeAfterwards() {
		Path file = this.folder.resolve("a/b/c.db");
		open(TestStore.sqlite(file)).close();
		assertThat(file).exists();
		open(TestStore.sqlite(file)).close();
	}

	@Test
	void aFileInUseIsRefusedByAnyNameOfIt() throws Exception {
		Path file = this.folder.resolve("1.db");
		try (JdbcStockRepository first = open(sqlite())) {
			Path link = Files.createSymbolicLink(this.folder.resolve("link.db"), file);
			String message = "the ledger " + file.toRealPath() + " is in use by another server. Stop it, or choose "
					+ "another file with bourse.store.url";
			refuses(TestStore.sqlite(file), message);
			refuses(TestStore.sqlite(link), message);
			assertThat(first.update(STOCK, Price.parse("1")).join().version()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "synchronous=NORMAL", "synchronous=OFF", "journal_mode=MEMORY", "journal_mode=OFF" })
	void aSqliteThatIsNotDurableIsRefused(String setting) {
		assertThatExceptionOfType(LedgerException.class)
			.isThrownBy(() -> open(TestStore.sqlite(this.folder.resolve("1.db?" + setting))))
			.withMessageContaining("would not be durable")
			.withMessageContaining("Remove these settings from bourse.store.url");
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:sqlite:", "jdbc:sqlite::memory:", "jdbc:sqlite:file:x.db?mode=memory" })
	void aSqliteWithoutAFileIsRefused(String url) {
		refuses(TestStore.postgres(url), "bourse.store.url " + url + " names no plain file. Give a path, such as "
				+ "jdbc:sqlite:data/bourse.db; memory: keeps stocks in memory");
	}

	@Test
	void aFileThatIsNoLedgerIsRefused() throws Exception {
		Path file = Files.writeString(this.folder.resolve("1.db"), "This is a text, and not a short one. ".repeat(100));
		assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> open(sqlite()))
			.withMessageStartingWith("the ledger " + file.toRealPath() + " cannot be opened: ");
	}

	@Test
	void aDatabaseOfSomethingElseIsRefused() throws Exception {
		execute(sqlite().url(), "CREATE TABLE other (a)");
		refuses(sqlite(), "the database " + this.folder.toRealPath().resolve("1.db")
				+ " holds something else and is no ledger. Choose another one with bourse.store.url");
	}

	@Test
	void aWrongDatabaseIsNotWaitedFor() {
		assertThatExceptionOfType(LedgerException.class)
			.isThrownBy(
					() -> open(TestStore.postgres(TestPostgres.shared().newDatabase().replaceAll("market\\d+", "no"))))
			.withMessageEndingWith("FATAL: database \"no\" does not exist. Check bourse.store.url, "
					+ "bourse.store.username and bourse.store.password");
	}

	@Test
	void aFolderThatCannotBeMadeIsRefused() throws Exception {
		Files.writeString(this.folder.resolve("file"), "");
		assertThatExceptionOfType(LedgerException.class)
			.isThrownBy(() -> open(TestStore.sqlite(this.folder.resolve("file/x.db"))))
			.withMessageContaining("make the folder writable");
	}

	@Test
	void aLedgerOfANewerVersionIsRefused() throws Exception {
		for (TestStore store : List.of(sqlite(), postgres())) {
			open(store).close();
			execute(store.url(), "INSERT INTO schema_history (installed_rank, version, description, type, script, "
					+ "installed_by, execution_time, success) VALUES (2, '99', 'future', 'SQL', 'V99__future.sql', "
					+ "'x', 1, TRUE)");
			assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> open(store))
				.withMessageContaining("was made by another version of Bourse. Start that version or a newer one");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "UPDATE stock SET volume = volume + 1", "UPDATE stock SET trades = 0",
			"DELETE FROM trade WHERE sequence = 2", "UPDATE trade SET volume_after = 3 WHERE sequence = 2",
			"DELETE FROM event; DELETE FROM trade; UPDATE stock SET trades = 0" })
	void aLedgerThatContradictsItselfIsRefused(String damage) throws Exception {
		for (TestStore store : List.of(TestStore.sqlite(this.folder.resolve("damaged.db")), postgres())) {
			try (JdbcStockRepository repository = open(store)) {
				for (int i = 0; i < 2; i++) {
					repository.trade(new Order(STOCK, new Quantity(1), Side.BUY, null)).join();
				}
			}
			for (String statement : damage.split(";")) {
				execute(store.url(), statement);
			}
			assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> open(store))
				.withMessageContaining("contradicts itself: stock GameStart has trades=");
		}
	}

	@Test
	void aPostgresThatIsNotDurableIsRefused() throws Exception {
		String weak = TestPostgres.shared().newDatabase();
		TestPostgres.shared()
			.execute("ALTER DATABASE " + weak.replaceAll(".*/|\\?.*", "") + " SET synchronous_commit = off");
		assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> open(TestStore.postgres(weak)))
			.withMessageEndingWith("is not fit to keep trades: synchronous_commit=off, but it must be on. Change the "
					+ "setting of the database");
		// Left alone, zonky turns fsync off.
		try (EmbeddedPostgres noSync = EmbeddedPostgres.start()) {
			assertThatExceptionOfType(LedgerException.class)
				.isThrownBy(() -> open(TestStore.postgres(noSync.getJdbcUrl("postgres", "postgres"))))
				.withMessageContaining("fsync=off, but it must be on");
		}
	}

	@Test
	void aPostgresThatIsNotUnicodeIsRefused() {
		TestPostgres.shared()
			.execute("CREATE DATABASE ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
		String url = TestPostgres.shared().newDatabase().replaceAll("/market\\d+", "/ascii");
		assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> open(TestStore.postgres(url)))
			.withMessageContaining("server_encoding=SQL_ASCII, but it must be UTF8");
	}

	private TestStore sqlite() {
		return TestStore.sqlite(this.folder.resolve("1.db"));
	}

	private static TestStore postgres() {
		return TestStore.postgres(TestPostgres.shared().newDatabase());
	}

	private static JdbcStockRepository open(TestStore store) {
		return store.open(STOCKS, Clock.systemUTC());
	}

	private static void refuses(TestStore store, String message) {
		assertThatExceptionOfType(LedgerException.class).isThrownBy(() -> open(store)).withMessage(message);
	}

	private static void execute(String url, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
