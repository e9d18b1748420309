package org.bourse.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.RunningBourse;
import org.bourse.access.TokenHash;
import org.bourse.resp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Each limit of the socket door is reached, and its life begins and ends.
 */
class SocketLimitsTest {

	private static final Reply PONG = new Reply.Text("PONG");

	@Test
	void exactlySoManyNamedWorkersAreStartedOnceAndEndWithTheDoor() throws Exception {
		Set<Thread> before = workers();
		try (TestListener door = new TestListener("threads", "5")) {
			Set<Thread> running = workers();
			running.removeAll(before);
			assertThat(running).hasSize(5).allMatch(Thread::isAlive);
			for (int i = 0; i < 20; i++) {
				try (RawClient client = door.connect()) {
					assertThat(client.ask("PING")).isEqualTo(PONG);
				}
			}
			Set<Thread> after = workers();
			after.removeAll(before);
			assertThat(after).isEqualTo(running);
			door.listener().stop();
			assertThat(running).noneMatch(Thread::isAlive);
		}
	}

	@Test
	void clientsThatComeOneByOneAreSpreadOverTheWorkers() throws Exception {
		try (TestListener door = new TestListener("threads", "4")) {
			List<RawClient> clients = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				clients.add(door.connect());
				assertThat(clients.get(i).ask("PING")).isEqualTo(PONG);
				await().pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofMillis(1))
					.until(() -> door.listener().busyWorkers() == 0);
			}
			assertThat(door.listener().clientsOfEachWorker()).containsExactly(10, 10, 10, 10);
			for (RawClient client : clients) {
				client.close();
			}
		}
	}

	@Test
	@Timeout(60)
	void aClientThatNeverStopsAskingHoldsNeitherTheStopNorOthers() throws Exception {
		try (TestListener door = new TestListener("threads", "1", "shutdown-grace", "10m");
				RawClient idle = door.connect();
				RawClient eager = door.connect()) {
			assertThat(idle.ask("PING")).isEqualTo(PONG);
			String requests = "LOOKUP GameStart\r\n".repeat(500);
			assertThat(eager.send(requests).read()).isEqualTo(new Reply.Text("15.99"));
			Thread asking = new Thread(() -> {
				try {
					while (true) {
						eager.send(requests);
					}
				}
				catch (IOException ex) {
					// At last.
				}
			});
			asking.start();
			Thread stop = new Thread(door.listener()::stop);
			stop.start();
			Reply last = new Reply.Text("15.99");
			try {
				while (last.equals(new Reply.Text("15.99"))) {
					last = eager.read();
				}
				assertThat(last).isEqualTo(new Reply.Fault("UNAVAILABLE the server is stopping"));
			}
			catch (IOException ex) {
				// It has paused for a round, and was closed with nothing owed.
			}
			assertThat(idle.readAll()).isEmpty();
			stop.join();
			asking.join();
			assertThat(door.listener().cutOff()).isZero();
		}
	}

	@Test
	void aDoorThatWasStoppedCanBeOpenedAgainOnTheSamePort() throws Exception {
		try (TestListener door = new TestListener()) {
			int port = door.listener().port();
			try (RawClient client = door.connect()) {
				assertThat(client.ask("PING")).isEqualTo(PONG);
				door.listener().stop();
				door.listener().stop();
				assertThat(client.readAll()).isEmpty();
			}
			assertThat(door.listener().isRunning()).isFalse();
			try (TestListener again = new TestListener("port", Integer.toString(port));
					RawClient client = again.connect()) {
				assertThat(again.listener().port()).isEqualTo(port);
				assertThat(client.ask("PING")).isEqualTo(PONG);
			}
			door.listener().start();
			try (RawClient client = door.connect()) {
				assertThat(client.ask("PING")).isEqualTo(PONG);
			}
		}
	}

	@Test
	void aPortInUseIsToldWithTheAddress() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			assertThatIllegalStateException()
				.isThrownBy(() -> new TestListener("port", Integer.toString(taken.getLocalPort())))
				.withMessage("bourse.socket.address, bourse.socket.port: cannot listen on /127.0.0.1:"
						+ taken.getLocalPort())
				.withCauseInstanceOf(BindException.class);
		}
	}

	@Test
	void oneClientTooManyIsToldSoAndTheNextOneIsServed() throws Exception {
		try (TestListener door = new TestListener("max-connections", "2")) {
			try (RawClient first = door.connect(); RawClient second = door.connect()) {
				assertThat(first.ask("PING")).isEqualTo(PONG);
				assertThat(second.ask("PING")).isEqualTo(PONG);
				try (RawClient third = door.connect()) {
					assertThat(third.readAll()).isEqualTo("-BUSY max number of clients reached (max=2)\r\n");
				}
				assertThat(first.ask("PING")).isEqualTo(PONG);
			}
			await().until(() -> door.listener().meters().openConnections() == 0);
			try (RawClient client = door.connect()) {
				assertThat(client.ask("PING")).isEqualTo(PONG);
			}
			assertThat(door.counter("bourse.connections.rejected", "reason", "connection-limit")).isEqualTo(1);
		}
	}

	@Test
	void aClientThatFindsTheTaskQueueFullIsToldBusy() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger entered = new AtomicInteger();
		TestListener door = new TestListener(new BlockingRepository(entered, release), "threads", "1", "queue-capacity",
				"1");
		try (RawClient blocker = door.connect()) {
			// The only worker is held inside a command, which no real one does.
			blocker.send("LOOKUP GameStart\r\n");
			await().until(() -> entered.get() == 1);
			try (RawClient waiting = door.connect()) {
				await().until(() -> door.registry().get("bourse.queue.depth").gauge().value() == 1);
				assertThat(door.registry().get("bourse.threads.busy").gauge().value()).isEqualTo(1);
				try (RawClient refused = door.connect()) {
					assertThat(refused.readAll()).isEqualTo("-BUSY task queue full, try later\r\n");
				}
				release.countDown();
				assertThat(waiting.ask("PING")).isEqualTo(PONG);
			}
			assertThat(door.counter("bourse.connections.rejected", "reason", "queue-full")).isEqualTo(1);
			assertThat(door.registry().get("bourse.queue.wait").timer().count()).isEqualTo(2);
		}
		finally {
			release.countDown();
			door.close();
		}
	}

	@Test
	void anIdleClientIsClosed() throws Exception {
		try (TestListener door = new TestListener("idle-timeout", "100ms"); RawClient client = door.connect()) {
			assertThat(client.readAll()).isEmpty();
			await().until(() -> door.counter("bourse.connections.closed", "reason", "idle") == 1);
		}
	}

	@Test
	void aRequestThatIsNeverFinishedIsToldSo() throws Exception {
		try (TestListener door = new TestListener("request-timeout", "100ms"); RawClient client = door.connect()) {
			assertThat(client.send("PING\r\n*2\r\n$6\r\nLOOK").readAll())
				.isEqualTo("+PONG\r\n-ERR request not finished within 100 ms\r\n");
			await().until(() -> door.counter("bourse.connections.closed", "reason", "request-timeout") == 1);
		}
	}

	@Test
	void aClientThatNeverTakesItsRepliesIsClosed() throws Exception {
		try (TestListener door = new TestListener("reply-timeout", "100ms"); RawClient client = door.connect()) {
			Thread sender = new Thread(() -> {
				try {
					while (true) {
						client.send("HELP\r\n".repeat(1000));
					}
				}
				catch (IOException ex) {
					// The server has closed the connection, which is what this is about.
				}
			});
			sender.start();
			sender.join();
			await().until(() -> door.counter("bourse.connections.closed", "reason", "reply-timeout") == 1);
			assertThat(door.registry().get("bourse.socket.buffered").gauge().value()).isZero();
		}
	}

	@Test
	void clientsThatTogetherHoldTooMuchAreClosed() throws Exception {
		try (TestListener door = new TestListener("max-buffered", "64KB")) {
			List<RawClient> clients = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				clients.add(door.connect().send("PING\r\n*1\r\n$40000\r\n" + "x".repeat(30_000)));
			}
			await().until(() -> door.counter("bourse.connections.closed", "reason", "buffers-full") == 1);
			try (RawClient client = door.connect()) {
				assertThat(client.ask("PING")).isEqualTo(PONG);
			}
			for (RawClient client : clients) {
				client.close();
			}
			await().until(() -> door.listener().meters().openConnections() == 0);
			assertThat(door.registry().get("bourse.socket.buffered").gauge().value()).isZero();
		}
	}

	@Test
	void whoHasShownNoTokenMayHoldALittleOnly() throws Exception {
		String token = TokenHash.newToken();
		String unfinished = "*1\r\n$40000\r\n" + "x".repeat(4084);
		try (RunningBourse bourse = new RunningBourse("--bourse.access.tokens[0].name=reader",
				"--bourse.access.tokens[0].hash=" + TokenHash.of(token), "--bourse.access.tokens[0].roles=read");
				RawClient stranger = bourse.socket();
				RawClient sameStranger = bourse.socket();
				RawClient reader = bourse.socket()) {
			MeterRegistry registry = bourse.context().getBean(MeterRegistry.class);
			assertThat(stranger.send(unfinished + "x").readAll())
				.isEqualTo("-ERR Protocol error: request is larger than 4096 bytes, which needs AUTH first\r\n");
			assertThat(reader.ask("AUTH " + token)).isEqualTo(new Reply.Text("OK"));
			reader.send(unfinished + "x");
			sameStranger.send(unfinished);
			await().until(() -> registry.get("bourse.socket.buffered").gauge().value() == 4096 + 4097);
			reader.send("x".repeat(40_000 - 4085) + "\r\n");
			assertThat(reader.read().toString()).contains("unknown command 'xxx");
		}
	}

	@Test
	void whoShowsNoTokenIsClosedHoweverBusyItIs() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.socket.request-timeout=300ms",
				"--bourse.access.tokens[0].name=reader",
				"--bourse.access.tokens[0].hash=" + TokenHash.of(TokenHash.newToken()),
				"--bourse.access.tokens[0].roles=read"); RawClient stranger = bourse.socket()) {
			MeterRegistry registry = bourse.context().getBean(MeterRegistry.class);
			await().until(() -> {
				try {
					stranger.ask("PING");
				}
				catch (IOException ex) {
					// Closed by the server.
				}
				return registry.get("bourse.connections.closed")
					.tags("door", "socket", "reason", "idle")
					.counter()
					.count() == 1;
			});
		}
	}

	@Test
	void whoHasShownNoTokenAndDoesNotReadIsClosed() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.access.tokens[0].name=reader",
				"--bourse.access.tokens[0].hash=" + TokenHash.of(TokenHash.newToken()),
				"--bourse.access.tokens[0].roles=read"); RawClient stranger = bourse.socket()) {
			String ping = "*2\r\n$4\r\nPING\r\n$3000\r\n" + "x".repeat(3000) + "\r\n";
			Thread sender = new Thread(() -> {
				try {
					while (true) {
						stranger.send(ping);
					}
				}
				catch (IOException ex) {
					// The server has closed the connection, which is what this is about.
				}
			});
			sender.start();
			sender.join();
			MeterRegistry registry = bourse.context().getBean(MeterRegistry.class);
			await().until(() -> registry.get("bourse.connections.closed")
				.tags("door", "socket", "reason", "buffers-full")
				.counter()
				.count() == 1);
		}
	}

	@Test
	void theAcceptorGoesOnAfterErrorsAndLeavesQuietlyWhenStopped() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		// Running out of descriptors cannot be brought about without hurting the other
		// tests.
		try (ServerSocket failing = new ServerSocket() {

			@Override
			public Socket accept() throws IOException {
				calls.incrementAndGet();
				throw new SocketException("Too many open files");
			}

		}) {
			TaskQueue queue = new TaskQueue(1, new SimpleMeterRegistry());
			WorkerPool nobody = new WorkerPool(0, queue, (pool) -> {
				throw new IOException("no worker is wanted");
			});
			Acceptor acceptor = new Acceptor(failing, nobody, new SocketMeters(new SimpleMeterRegistry(), null), 10,
					false);
			Thread thread = new Thread(acceptor);
			thread.start();
			await().until(() -> calls.get() >= 3);
			// 50, 100, 200, 400 ms: a loop without back-off would have come much further.
			assertThat(calls.get()).isLessThan(10);
			acceptor.stop(thread);
			assertThat(thread.isAlive()).isFalse();
			assertThat(failing.isClosed()).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "threads,0", "threads,-1", "threads,1025", "port,-1", "port,65536", "queue-capacity,0", "backlog,0",
			"max-connections,0", "max-request-size,63B", "max-request-size,2MB", "max-arguments,7", "max-in-flight,0",
			"max-subscriptions,0", "max-subscriptions,65537", "max-buffered,1KB", "idle-timeout,-1s",
			"request-timeout,-1s", "reply-timeout,-1s", "shutdown-grace,-1s" })
	void aSettingOutOfRangeIsRefusedWithItsKey(String key, String value) {
		assertThatExceptionOfType(org.springframework.boot.context.properties.bind.BindException.class)
			.isThrownBy(() -> TestListener.properties(key, value))
			.satisfies((ex) -> assertThat(ex).hasRootCauseInstanceOf(
					org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException.class))
			.satisfies((ex) -> assertThat(ex).rootCause().hasMessageContaining("bourse.socket." + key));
	}

	private static Set<Thread> workers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("bourse-socket-worker-"))
			.collect(Collectors.toSet());
	}

}
