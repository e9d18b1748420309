package org.bourse.verify;

import java.sql.SQLException;

import org.bourse.client.ClientException;
import org.bourse.client.Console;
import org.bourse.client.ExitCode;
import org.bourse.client.Program;
import org.bourse.client.Progress;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.LedgerException;
import org.bourse.store.ledger.LedgerSnapshot;
import org.bourse.store.ledger.PostgresDialect;
import org.bourse.store.ledger.SqliteDialect;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Proves that a ledger is what the rules of the market have made of its trades.
 */
@Component
@Profile("verify")
@Command(name = "verify", sortOptions = false,
		description = "Reads the whole ledger, also of a server that is running, and proves it: sums, limits, order, "
				+ "no duplicate id. Changes nothing.")
final class VerifyProgram implements Program {

	@Option(names = "--url", paramLabel = "URL", description = "the bourse.store.url of the server (${DEFAULT-VALUE})")
	private String url;

	@Option(names = "--username", paramLabel = "NAME", description = "for PostgreSQL")
	private @Nullable String username;

	@Option(names = "--password", paramLabel = "PASSWORD",
			description = "for PostgreSQL; others can see it here, so rather give it as the server's setting "
					+ "bourse.store.password, such as BOURSE_STORE_PASSWORD in the environment")
	private @Nullable String password;

	@Option(names = "--json", description = "the answer as one line of JSON")
	private boolean json;

	@Option(names = "--help", usageHelp = true, description = "prints this")
	private boolean help;

	/** Without options, the ledger that a server with the same settings has. */
	VerifyProgram(Environment environment) {
		this.url = environment.getRequiredProperty("bourse.store.url");
		this.username = environment.getProperty("bourse.store.username");
		this.password = environment.getProperty("bourse.store.password");
	}

	@Override
	public ExitCode run(Console console) throws InterruptedException {
		Report report = prove(console.isWatched());
		console.answer(report, this.json);
		if (!report.verified()) {
			console.message("verify: NOT verified; faults: " + report.faultCount() + ", the first "
					+ report.faults().size() + " are on standard output; read: " + report.counts());
			return ExitCode.NOT_VERIFIED;
		}
		return ExitCode.DONE;
	}

	private Report prove(boolean watched) {
		try (Dialect dialect = dialect()) {
			return prove(dialect, watched);
		}
		catch (LedgerException ex) {
			throw new ClientException(ExitCode.UNAVAILABLE, String.valueOf(ex.getMessage()));
		}
	}

	private static Report prove(Dialect dialect, boolean watched) {
		try (LedgerSnapshot ledger = LedgerSnapshot.open(dialect);
				Progress progress = Progress.of("verify", ledger.tradesOfStocks(), watched)) {
			return new LedgerProof(ledger, progress).run();
		}
		catch (SQLException ex) {
			throw new ClientException(ExitCode.UNAVAILABLE,
					"the ledger " + dialect.name() + " cannot be read: " + LedgerException.oneLine(ex));
		}
	}

	private Dialect dialect() {
		if (SqliteDialect.namesFile(this.url)) {
			return SqliteDialect.reading(this.url);
		}
		if (PostgresDialect.accepts(this.url)) {
			return new PostgresDialect(this.url, this.username, this.password, "verify");
		}
		// Not with what was given: there may be a password in it.
		throw new ClientException(ExitCode.USAGE,
				"--url must name a database that keeps a ledger, such as " + SqliteDialect.PREFIX + "data/bourse.db or "
						+ PostgresDialect.PREFIX + "//HOST/DATABASE"
						+ (this.url.startsWith("memory:") ? "; nothing of memory: can be read from outside" : ""));
	}

}
