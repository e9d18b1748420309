package org.bourse.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.bourse.history.History;
import org.bourse.history.History.Outcome;
import org.bourse.history.HistoryChecker;
import org.bourse.history.ServerAddress;
import org.bourse.history.Traders;

/**
 * Clients that trade while a script of {@code ops/faults} does harm to the servers, and
 * the judge in the end. The script tells it by lines on standard input, and each is
 * answered by a line:
 * <ul>
 * <li>{@code await N}: until so many more orders were executed</li>
 * <li>{@code pause N}: from now on clients rest for up to so many milliseconds between
 * two pipelines, so that a long run neither takes the machine nor fills the history</li>
 * <li>{@code settle}: until every client that asks again knows what became of its
 * orders</li>
 * <li>{@code check}: what the ledger says, which nobody may write any more; ends with 1
 * if there are violations</li>
 * </ul>
 */
final class FaultRun {

	/** What the servers are told to list. */
	private static final List<String> SYMBOLS = List.of("Vast", "Wide", "Small");

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int POLL_MILLIS = 20;

	private static final int SHOWN_VIOLATIONS = 5;

	private final History history = new History();

	private final String url;

	private final Traders traders;

	private FaultRun(String url, int clients, List<ServerAddress> servers) {
		this.url = url;
		this.traders = new Traders(this.history, servers, SYMBOLS, clients, Integer.MAX_VALUE, System.nanoTime());
	}

	/**
	 * @param arguments the URL of the ledger, the number of clients and, of each server,
	 * name=port
	 */
	public static void main(String... arguments) throws Exception {
		List<ServerAddress> servers = new ArrayList<>();
		for (String server : List.of(arguments).subList(2, arguments.length)) {
			String[] parts = server.split("=");
			ServerAddress address = new ServerAddress(parts[0]);
			address.opened(Integer.parseInt(parts[1]));
			servers.add(address);
		}
		System.exit(new FaultRun(arguments[0], Integer.parseInt(arguments[1]), servers).run());
	}

	private int run() throws IOException, InterruptedException, SQLException {
		this.traders.start();
		BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		String line;
		while ((line = commands.readLine()) != null) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "await" -> await(Long.parseLong(words[1]));
				case "pause" -> {
					this.traders.pauseUpTo(Integer.parseInt(words[1]));
					System.out.println("pausing");
				}
				case "settle" -> {
					this.traders.settle(PATIENCE);
					System.out.println("settled");
				}
				case "check" -> {
					return check();
				}
				default -> throw new IllegalArgumentException(line);
			}
		}
		throw new IOException("the script has ended without a check");
	}

	private void await(long orders) throws InterruptedException {
		long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
		long enough = this.history.executed() + orders;
		while (this.history.executed() < enough) {
			if (System.nanoTime() > deadlineNanos) {
				throw new IllegalStateException(
						enough - this.history.executed() + " of " + orders + " orders were not executed in time");
			}
			Thread.sleep(POLL_MILLIS);
		}
		System.out.println("executed " + this.history.executed());
	}

	private int check() throws SQLException {
		List<String> violations = HistoryChecker.violations(this.history, this.url);
		violations.stream().limit(SHOWN_VIOLATIONS).forEach(System.err::println);
		var outcomes = this.history.attempts()
			.stream()
			.collect(Collectors.groupingBy(History.Attempt::outcome, Collectors.counting()));
		System.out.printf("attempts=%d executed=%d refused=%d unknown=%d not-applied=%d violations=%d%n",
				this.history.attempts().size(), outcomes.getOrDefault(Outcome.EXECUTED, 0L),
				outcomes.getOrDefault(Outcome.REFUSED, 0L), outcomes.getOrDefault(Outcome.UNKNOWN, 0L),
				outcomes.getOrDefault(Outcome.NOT_APPLIED, 0L), violations.size());
		return violations.isEmpty() ? 0 : 1;
	}

}
