package org.bourse.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.bourse.history.History;
import org.bourse.history.History.Outcome;
import org.bourse.history.HistoryChecker;
import org.bourse.process.BourseProcess.Result;
import org.bourse.store.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two servers of one market are restarted one after the other, as an operator does for a
 * new version, while clients of all doors trade.
 */
class RollingRestartIT {

	/** Orders that are executed between two steps. */
	private static final int PROGRESS = 200;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/**
	 * Whether a door serves all before it stops must not depend on how busy this machine
	 * is. Shorter than it is waited for the end of a process.
	 */
	private static final String GRACE = "45s";

	@TempDir
	Path folder;

	@Test
	void noClientThatAsksTheOtherServerAgainMissesAnAnswer() throws Exception {
		String store = TestPostgres.shared().newDatabase();
		History history = new History();
		Node a = new Node("a", store, "ecs");
		Node b = new Node("b", store, "logstash");
		try (a; b; RetryingTraders traders = new RetryingTraders(history, List.of(a.ports, b.ports))) {
			a.start();
			b.start();
			a.process.awaitOpen();
			b.process.awaitOpen();
			traders.start();
			for (Node node : List.of(a, b)) {
				awaitProgress(history);
				node.stop();
				awaitProgress(history);
				node.start();
				node.process.awaitOpen();
			}
			awaitProgress(history);
			traders.settle();
			a.stop();
			b.stop();
		}
		assertThat(HistoryChecker.violations(history, store)).isEmpty();
		System.out.printf("Restarted one by one: attempts=%d executed=%d%n", history.attempts().size(),
				executed(history));
	}

	private static void awaitProgress(History history) {
		long before = executed(history);
		await().atMost(PATIENCE).until(() -> executed(history) >= before + PROGRESS);
	}

	private static long executed(History history) {
		return history.attempts().stream().filter((attempt) -> attempt.outcome() == Outcome.EXECUTED).count();
	}

	/**
	 * Not one that the kernel gives to clients: one that connects to itself there would
	 * keep the server from starting again.
	 */
	private static int freePort() {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
			try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return free.getLocalPort();
			}
			catch (IOException ex) {
				// Another one.
			}
		}
	}

	/** A server that is started again at the same ports. */
	private final class Node implements AutoCloseable {

		private final String name;

		private final String store;

		private final String format;

		private final RetryingTraders.Ports ports = new RetryingTraders.Ports(freePort(), freePort(), freePort());

		private BourseProcess process;

		/**
		 * @param format of its log
		 */
		private Node(String name, String store, String format) {
			this.name = name;
			this.store = store;
			this.format = format;
		}

		private void start() throws IOException {
			this.process = BourseProcess.startServer(RollingRestartIT.this.folder, "--bourse.store.url=" + this.store,
					"--bourse.store.node=" + this.name, "--bourse.market.max-volume=1000000000000",
					"--logging.structured.format.console=" + this.format, "--bourse.socket.port=" + this.ports.socket(),
					"--spring.grpc.server.port=" + this.ports.grpc(), "--server.port=" + this.ports.http(),
					"--bourse.socket.shutdown-grace=" + GRACE, "--spring.grpc.server.shutdown.grace-period=" + GRACE,
					"--spring.lifecycle.timeout-per-shutdown-phase=" + GRACE);
		}

		private void stop() throws Exception {
			this.process.signal("TERM");
			Result result = this.process.await60();
			assertThat(result.exitCode()).isEqualTo(143);
			assertThat(result.err()).isEmpty();
			List<String> messages = new ArrayList<>();
			for (String line : result.out().lines().toList()) {
				JsonNode json = JsonMapper.shared().readTree(line);
				assertThat(json.has("error")).as(line).isFalse();
				messages.add(json.get("message").asString());
			}
			assertThat(messages.get(messages.size() - 1)).matches("Bourse stopped in .* s: socket \\d+ clients, 0 cut "
					+ "off; grpc \\d+ streams, 0 cut off; http \\d+ streams, 0 cut off; \\d+ writes finished at the "
					+ "stop, 0 given up");
			System.out.println(messages.get(messages.size() - 1));
		}

		@Override
		public void close() {
			if (this.process != null) {
				this.process.close();
			}
		}

	}

}
