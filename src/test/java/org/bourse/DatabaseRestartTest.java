package org.bourse;

import java.time.Duration;
import java.util.List;

import org.bourse.history.History;
import org.bourse.history.History.Attempt;
import org.bourse.history.History.Outcome;
import org.bourse.history.HistoryChecker;
import org.bourse.history.ServerAddress;
import org.bourse.history.Traders;
import org.bourse.store.TestPostgres;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The database is stopped and crashed, again and again, under two servers whose clients
 * trade. What clients were told must be what its ledger says.
 * {@code -Dbourse.restart.cycles=20} makes it longer.
 */
class DatabaseRestartTest {

	private static final int CYCLES = Integer.getInteger("bourse.restart.cycles", 2);

	private static final List<String> SYMBOLS = List.of("GameStart", "FishCo");

	@Test
	void nothingIsLostOrDoubledWhenTheDatabaseStopsOrCrashes() throws Exception {
		History history = new History();
		List<ServerAddress> addresses = List.of(new ServerAddress("a"), new ServerAddress("b"));
		try (TestPostgres postgres = new TestPostgres()) {
			String url = postgres.newDatabase();
			try (RunningBourse a = server(url, "a");
					RunningBourse b = server(url, "b");
					Traders traders = new Traders(history, addresses, SYMBOLS, 4, 10_000 * CYCLES, 1)) {
				addresses.get(0).opened(a.socketPort());
				addresses.get(1).opened(b.socketPort());
				traders.start();
				for (int cycle = 0; cycle < CYCLES; cycle++) {
					long executed = count(history, Outcome.EXECUTED);
					await().atMost(Duration.ofSeconds(60))
						.until(() -> count(history, Outcome.EXECUTED) >= executed + 500);
					if (cycle % 2 == 0) {
						postgres.crash();
					}
					else {
						postgres.stop();
					}
					postgres.start();
				}
				traders.settle(Duration.ofSeconds(60));
			}
			List<String> violations = HistoryChecker.violations(history, url);
			System.out.printf("Database restarted: cycles=%d executed=%d unknown=%d not-applied=%d violations=%d%n",
					CYCLES, count(history, Outcome.EXECUTED), count(history, Outcome.UNKNOWN),
					count(history, Outcome.NOT_APPLIED), violations.size());
			assertThat(violations).isEmpty();
		}
	}

	private static RunningBourse server(String url, String node) {
		return new RunningBourse("--bourse.store.url=" + url, "--bourse.store.node=" + node,
				"--bourse.store.timeout=2s", "--bourse.market.max-volume=1000000000000");
	}

	private static long count(History history, Outcome outcome) {
		return history.attempts().stream().map(Attempt::outcome).filter((each) -> each == outcome).count();
	}

}
