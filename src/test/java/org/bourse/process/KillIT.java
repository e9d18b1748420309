package org.bourse.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.bourse.history.History;
import org.bourse.history.History.Attempt;
import org.bourse.history.History.Outcome;
import org.bourse.history.HistoryChecker;
import org.bourse.history.ServerAddress;
import org.bourse.history.Traders;
import org.bourse.process.BourseProcess.Result;
import org.bourse.process.Victim.Moment;
import org.bourse.store.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers are killed with SIGKILL, again and again, while clients trade. In the end the
 * ledger must agree with all that the clients were ever told.
 * <p>
 * {@code -Dbourse.kill.cycles=100}, {@code -Dbourse.kill.postgres.cycles=100} and
 * {@code -Dbourse.kill.seed=7} make it longer, and another one.
 */
class KillIT {

	private static final int CLIENTS = 4;

	/** More than a client sends in one cycle, so that this bounds the memory only. */
	private static final int ORDERS_PER_CYCLE = 20_000;

	private static final Duration SETTLING_TIME = Duration.ofSeconds(60);

	private static final long SEED = Long.getLong("bourse.kill.seed", 1);

	@TempDir
	Path folder;

	@Test
	void whatClientsOfAKilledServerWereToldIsInTheSqliteFile() throws Exception {
		run("SQLite", Integer.getInteger("bourse.kill.cycles", 3), "jdbc:sqlite:" + this.folder.resolve("kill.db"), 1);
	}

	@Test
	void whatClientsOfTwoServersWereToldIsInPostgresWhicheverIsKilled() throws Exception {
		run("PostgreSQL", Integer.getInteger("bourse.kill.postgres.cycles", 1), TestPostgres.shared().newDatabase(), 2);
	}

	private void run(String name, int cycles, String store, int nodes) throws Exception {
		Random random = new Random(SEED);
		History history = new History();
		List<ServerAddress> addresses = IntStream.range(0, nodes)
			.mapToObj((node) -> new ServerAddress("node" + node))
			.toList();
		List<Victim> victims = addresses.stream()
			.map((address) -> new Victim(this.folder, store, address, random))
			.toList();
		try (Traders traders = new Traders(history, addresses, symbols(0), CLIENTS, cycles * ORDERS_PER_CYCLE, SEED)) {
			traders.start();
			for (int cycle = 0; cycle < cycles; cycle++) {
				traders.trade(symbols(cycle));
				Victim victim = victims.get(random.nextInt(nodes));
				startAll(victims, cycle, victim);
				victim.kill(Moment.values()[cycle % Moment.values().length]);
			}
			startAll(victims, cycles, null);
			traders.settle(SETTLING_TIME);
			for (Victim victim : victims) {
				victim.stop();
			}
		}
		finally {
			victims.forEach(Victim::close);
		}
		List<String> violations = HistoryChecker.violations(history, store);
		List<Attempt> attempts = history.attempts();
		System.out.printf(
				"Killed on %s (seed %d): cycles=%d operations=%d executed=%d refused=%d unknown=%d "
						+ "not-applied=%d violations=%d%n",
				name, SEED, cycles, attempts.size(), count(attempts, Outcome.EXECUTED),
				count(attempts, Outcome.REFUSED), count(attempts, Outcome.UNKNOWN),
				count(attempts, Outcome.NOT_APPLIED), violations.size());
		assertThat(violations).isEmpty();
		Result proof = BourseProcess.run(this.folder, "--spring.profiles.active=verify", "--url=" + store);
		assertThat(proof.exitCode()).as(proof.toString()).isZero();
		System.out.println(proof.out());
		// Else nothing was put to the test.
		assertThat(count(attempts, Outcome.EXECUTED)).isPositive();
		assertThat(count(attempts, Outcome.REFUSED)).isPositive();
	}

	/** All that do not run are started, and open but for the one that is to be killed. */
	private static void startAll(List<Victim> victims, int cycle, Victim toBeKilled) throws Exception {
		for (Victim victim : victims) {
			if (!victim.isRunning()) {
				victim.start(listings(cycle));
			}
		}
		for (Victim victim : victims) {
			if (victim != toBeKilled) {
				victim.open();
			}
		}
	}

	/** Two stocks that never reach their limits, and each cycle two that soon do. */
	private static List<String> symbols(int cycle) {
		return List.of("Vast", "Wide", "Small" + cycle, "Small" + (cycle + 1));
	}

	private static List<String> listings(int cycle) {
		List<String> listings = new ArrayList<>();
		for (String symbol : symbols(cycle)) {
			String key = "--bourse.market.stocks[" + listings.size() / 3 + "]";
			listings.add(key + ".symbol=" + symbol);
			listings.add(key + ".price=1.5");
			listings.add(key + ".max-volume=" + (symbol.startsWith("Small") ? "2500" : "1000000000000"));
		}
		return listings;
	}

	private static long count(List<Attempt> attempts, Outcome outcome) {
		return attempts.stream().filter((attempt) -> attempt.outcome() == outcome).count();
	}

}
