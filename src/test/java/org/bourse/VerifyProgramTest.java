package org.bourse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import org.bourse.store.TestLedger;
import org.bourse.store.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The verify program as a user sees it.
 */
@ExtendWith(OutputCaptureExtension.class)
class VerifyProgramTest {

	@TempDir
	Path folder;

	@Test
	void aGoodLedgerIsOneLine(CapturedOutput output) {
		String url = TestLedger.sqlite(this.folder.resolve("a ledger.db"));
		assertEnd(0, output, verify(url), "verified: " + TestLedger.COUNTS, "");
	}

	@Test
	void aGoodLedgerOfPostgresIsOneLine(CapturedOutput output) {
		String url = TestPostgres.shared().newDatabase();
		TestLedger.postgres(url);
		assertEnd(0, output, verify(url, "--username=postgres", "--password=any"), "verified: " + TestLedger.COUNTS,
				"");
	}

	@Test
	void withoutOptionsItIsTheLedgerOfTheSettingsAlsoWhenTheseAreFiles(CapturedOutput output) throws IOException {
		String url = TestPostgres.shared().newDatabase();
		TestLedger.postgres(url);
		Files.writeString(this.folder.resolve("bourse.store.url"), url);
		Files.writeString(this.folder.resolve("bourse.store.username"), "postgres");
		Files.writeString(this.folder.resolve("bourse.store.password"), "any");
		int code = SpringApplication.exit(new SpringApplication(Bourse.class).run("--spring.profiles.active=verify",
				"--spring.config.import=configtree:" + this.folder + "/"));
		assertEnd(0, output, code, "verified: " + TestLedger.COUNTS, "");
	}

	@Test
	void theAnswerCanBeJson(CapturedOutput output) {
		String url = TestLedger.sqlite(this.folder.resolve("ledger.db"));
		assertEnd(0, output, verify(url, "--json"), "{\"verified\":true,\"stocks\":3,\"trades\":7,\"events\":4,"
				+ "\"candles\":4,\"shares\":80,\"faultCount\":0,\"faults\":[]}", "");
	}

	@Test
	void aDamagedLedgerEndsWithTen(CapturedOutput output) throws SQLException {
		String url = TestLedger.sqlite(this.folder.resolve("ledger.db"));
		execute(url, "DELETE FROM candle WHERE symbol = 'FishCo'");
		assertEnd(10, output, verify(url),
				"candle of FishCo, minute 29455386 (2026-01-02T03:06:00Z): expected content open 18.5 high 18.5 low "
						+ "18.5 close 18.5 volume 10 trades 2, found no candle",
				"verify: NOT verified; faults: 1, the first 1 are on standard output; read: 3 stocks, 7 trades, "
						+ "4 events, 3 candles, 80 shares");
	}

	@Test
	void theFaultsCanBeJson(CapturedOutput output) throws SQLException {
		String url = TestLedger.sqlite(this.folder.resolve("ledger.db"));
		execute(url, "UPDATE stock SET session = 20260103 WHERE symbol = 'BoarCo'");
		assertThat(verify(url, "--json")).isEqualTo(10);
		assertThat(output.getOut()).endsWith("\"faultCount\":1,\"faults\":[{\"entry\":\"stock BoarCo (version 1)\","
				+ "\"what\":\"session\",\"expected\":\"20260102\",\"found\":\"20260103\"}]}" + System.lineSeparator());
	}

	@Test
	void aFileThatIsNotThereEndsWithSevenAndIsNotMade(CapturedOutput output) {
		Path file = this.folder.resolve("none.db");
		assertEnd(7, output, verify("jdbc:sqlite:" + file), "",
				"verify: there is no ledger " + file + ", or it cannot be read");
		assertThat(file).doesNotExist();
	}

	@Test
	void aFileThatIsNoDatabaseEndsWithSevenAndIsLeftAlone(CapturedOutput output) throws IOException {
		Path file = Files.writeString(this.folder.resolve("text.db"), "symbol,price\n".repeat(1000));
		assertThat(verify("jdbc:sqlite:" + file)).isEqualTo(7);
		assertThat(output.getErr().lines()).singleElement().asString().contains(file.toString(), "not a database");
		assertThat(file).hasContent("symbol,price\n".repeat(1000));
	}

	@Test
	void aDatabaseWithoutALedgerEndsWithSevenAndIsLeftAlone(CapturedOutput output) throws SQLException, IOException {
		Path file = this.folder.resolve("other.db");
		execute("jdbc:sqlite:" + file, "CREATE TABLE other (id INTEGER)");
		byte[] before = Files.readAllBytes(file);
		assertEnd(7, output, verify("jdbc:sqlite:" + file), "", "verify: there is no ledger in " + file);
		assertThat(file).hasBinaryContent(before);
		assertThat(this.folder).isDirectoryNotContaining("glob:**other.db-*");
	}

	@Test
	void anEmptyPostgresEndsWithSeven(CapturedOutput output) {
		String url = TestPostgres.shared().newDatabase();
		assertThat(verify(url)).isEqualTo(7);
		assertThat(output.getErr().lines()).singleElement()
			.asString()
			.startsWith("verify: there is no ledger in jdbc:postgresql:");
	}

	@Test
	void aPostgresThatIsNotThereEndsWithSeven(CapturedOutput output) {
		assertThat(verify("jdbc:postgresql://127.0.0.1:1/market?password=secret")).isEqualTo(7);
		assertThat(output.getOut()).isEmpty();
		assertThat(output.getErr().lines()).singleElement().asString().contains("refused").doesNotContain("secret");
	}

	@Test
	void aLedgerOfANewerVersionEndsWithSeven(CapturedOutput output) throws SQLException {
		String url = TestLedger.sqlite(this.folder.resolve("ledger.db"));
		execute(url, "INSERT INTO schema_history SELECT 99, '99', 'later', type, 'V99__later.sql', checksum, "
				+ "installed_by, installed_on, execution_time, success FROM schema_history WHERE installed_rank = 1");
		assertThat(verify(url)).isEqualTo(7);
		assertThat(output.getErr().lines()).singleElement()
			.asString()
			.contains("was made by another version of Bourse (its migration 99 is");
	}

	@Test
	void aLedgerOfAnOlderVersionEndsWithSeven(CapturedOutput output) throws SQLException {
		String url = TestLedger.sqlite(this.folder.resolve("ledger.db"));
		execute(url, "UPDATE schema_history SET version = '0.1' WHERE version = '1'");
		assertThat(verify(url)).isEqualTo(7);
		assertThat(output.getErr().lines()).singleElement()
			.asString()
			.contains("was made by another version of Bourse");
	}

	private static void assertEnd(int expectedCode, CapturedOutput output, int code, String out, String err) {
		assertThat(code).as(output.getAll()).isEqualTo(expectedCode);
		assertThat(output.getOut().strip()).isEqualTo(out);
		assertThat(output.getErr().strip()).isEqualTo(err);
	}

	private static void execute(String url, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/** As the process would end with. */
	private static int verify(String url, String... options) {
		String[] arguments = new String[options.length + 2];
		arguments[0] = "--spring.profiles.active=verify";
		arguments[1] = "--url=" + url;
		System.arraycopy(options, 0, arguments, 2, options.length);
		return SpringApplication.exit(new SpringApplication(Bourse.class).run(arguments));
	}

}
