package org.bourse.client;

import java.util.Arrays;
import java.util.Locale;

import org.bourse.client.ServerOptions.Address;
import org.bourse.domain.Symbol;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The client of the original exercise, many times over: sequential lookups over the
 * socket, each over a connection of its own.
 */
@Component
@Profile("client-runner")
@Command(name = "client-runner", sortOptions = false,
		description = "Looks a stock up over the socket, again and again, each time over a new connection.")
final class ClientRunnerProgram implements Program {

	private static final int MAX_REQUESTS = 10_000_000;

	@Option(names = "--requests", paramLabel = "N", defaultValue = "100",
			description = "how many lookups (default: ${DEFAULT-VALUE})")
	private int requests;

	@Option(names = "--stock", paramLabel = "SYMBOL", defaultValue = "GameStart",
			description = "the stock's symbol (default: ${DEFAULT-VALUE})")
	private Symbol stock = new Symbol("GameStart");

	@Mixin
	private ServerOptions server = new ServerOptions();

	@Option(names = "--help", usageHelp = true, description = "prints this")
	private boolean help;

	@Override
	public ExitCode run(Console console) {
		if (this.requests < 1 || this.requests > MAX_REQUESTS) {
			throw new ClientException(ExitCode.USAGE,
					"--requests must be from 1 to " + MAX_REQUESTS + "; it is " + this.requests);
		}
		Address address = this.server.address(Via.socket);
		Credentials credentials = this.server.credentials();
		long[] latencies = new long[this.requests];
		int answered = 0;
		String answer = "";
		ClientException failure = null;
		long began = System.nanoTime();
		for (int i = 0; i < this.requests; i++) {
			long requestBegan = System.nanoTime();
			try (SocketStockClient client = new SocketStockClient(address, credentials, "--port names its port")) {
				answer = client.price(this.stock);
				latencies[answered++] = System.nanoTime() - requestBegan;
			}
			catch (ClientException ex) {
				failure = ex;
			}
		}
		long nanos = System.nanoTime() - began;
		if (answered > 0) {
			console.answer(report(answer, Arrays.copyOf(latencies, answered), nanos));
		}
		if (failure != null) {
			throw new ClientException(failure.exitCode(), this.requests - answered + " of " + this.requests
					+ " requests failed; the last: " + failure.getMessage());
		}
		if (answer.equals("-1")) {
			throw new ClientException(ExitCode.UNKNOWN_STOCK, "no stock has the symbol " + this.stock);
		}
		return ExitCode.DONE;
	}

	private String report(String answer, long[] latencies, long nanos) {
		Arrays.sort(latencies);
		double mean = Arrays.stream(latencies).average().orElse(0);
		return String.join(System.lineSeparator(), "answer:   " + this.stock + " " + answer,
				"count:    " + latencies.length, "failures: " + (this.requests - latencies.length),
				"total:    " + millis(nanos), "mean:     " + millis(mean),
				"p50:      " + millis(percentile(latencies, 50)), "p99:      " + millis(percentile(latencies, 99)),
				"max:      " + millis(latencies[latencies.length - 1]));
	}

	/** The least latency that so many per cent of all do not exceed. */
	private static long percentile(long[] sorted, int percent) {
		return sorted[(int) ((sorted.length * (long) percent + 99) / 100) - 1];
	}

	private static String millis(double nanos) {
		return String.format(Locale.ROOT, "%.3f ms", nanos / 1_000_000);
	}

}
