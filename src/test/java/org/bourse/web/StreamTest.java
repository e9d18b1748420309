package org.bourse.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.coyote.AbstractProtocol;
import org.bourse.RunningBourse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Streams of events through a real client.
 */
class StreamTest {

	@Test
	void theSnapshotComesFirstThenChangesAndTheEndWhenTheServerStops() throws Exception {
		RunningBourse bourse = new RunningBourse();
		try (bourse; Events events = new Events(bourse, "/api/v1/stream")) {
			assertThat(events.response.headers().firstValue("Content-Type"))
				.contains("text/event-stream;charset=UTF-8");
			assertThat(events.response.headers().firstValue("Cache-Control")).contains("no-store");
			assertThat(events.response.headers().firstValue("X-Accel-Buffering")).contains("no");
			assertThat(events.next()).isEqualTo("retry: 2000");
			assertThat(events.next()).startsWith("stock {\"symbol\":\"BoarCo\",\"price\":\"42.25\",");
			assertThat(events.next()).startsWith("stock {\"symbol\":\"FishCo\",");
			assertThat(events.next()).startsWith("stock {\"symbol\":\"GameStart\",");
			assertThat(events.next()).startsWith("stock {\"symbol\":\"MenhirCo\",");
			assertThat(events.next()).isEqualTo("ready {\"stocks\":4}");
			bourse.send("PUT", "/api/v1/stocks/FishCo/price", "{\"price\":\"7\"}");
			assertThat(events.next()).isEqualTo("stock " + bourse.get("/api/v1/stocks/FishCo").body());
			CompletableFuture<Void> stopped = CompletableFuture.runAsync(bourse::close);
			assertThat(events.next()).isEqualTo("end {\"reason\":\"server is stopping\"}");
			assertThat(events.next()).isNull();
			stopped.join();
		}
	}

	@Test
	void aStreamIsForTheStocksThatItNames() throws Exception {
		try (RunningBourse bourse = new RunningBourse();
				Events events = new Events(bourse, "/api/v1/stream?symbols=GameStart,BoarCo")) {
			events.next();
			assertThat(events.next()).startsWith("stock ");
			assertThat(events.next()).startsWith("stock ");
			assertThat(events.next()).isEqualTo("ready {\"stocks\":2}");
			bourse.send("PUT", "/api/v1/stocks/FishCo/price", "{\"price\":\"7\"}");
			bourse.send("PUT", "/api/v1/stocks/BoarCo/price", "{\"price\":\"8\"}");
			assertThat(events.next()).startsWith("stock {\"symbol\":\"BoarCo\",\"price\":\"8\"");
			assertThat(bourse.get("/api/v1/stream?symbols=Nope").statusCode()).isEqualTo(404);
			assertThat(bourse.get("/api/v1/stream?symbols=").body()).contains("\"SYMBOL_INVALID\"");
		}
	}

	@Test
	void thereIsNoStreamWithoutABody() throws Exception {
		try (RunningBourse bourse = new RunningBourse()) {
			HttpResponse<String> refused = bourse.send("HEAD", "/api/v1/stream", "");
			assertThat(refused.statusCode()).isEqualTo(405);
			assertThat(refused.headers().firstValue("Allow")).contains("GET");
			assertThat(openStreams(bourse)).isZero();
		}
	}

	@Test
	void aStreamMoreThanTheMostIsRefusedUntilOneHasGone() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.web.max-streams=1")) {
			try (Events events = new Events(bourse, "/api/v1/stream")) {
				events.next();
				HttpResponse<String> refused = bourse.get("/api/v1/stream");
				assertThat(refused.statusCode()).isEqualTo(503);
				assertThat(refused.headers().firstValue("Retry-After")).contains("1");
				assertThat(refused.body()).contains("\"code\":\"TOO_MANY_STREAMS\"");
				assertThat(openStreams(bourse)).isEqualTo(1);
				assertThat(counter(bourse, "bourse.streams.rejected")).isEqualTo(1);
			}
			// A client that has gone is noticed when something is written.
			await().untilAsserted(() -> {
				bourse.send("PUT", "/api/v1/stocks/FishCo/price", "{\"price\":\"7\"}");
				assertThat(openStreams(bourse)).isZero();
			});
		}
	}

	@Test
	void whoNeverReadsDelaysNobodyAndHoldsNoThread(@TempDir Path folder) throws Exception {
		try (RunningBourse bourse = new RunningBourse(manyStocks(folder), "--bourse.web.stall-timeout=1h",
				"--server.tomcat.connection-timeout=1h", "--server.tomcat.threads.max=2",
				"--server.tomcat.threads.min-spare=1", "--bourse.feed.max-rate=10000000");
				Silent silent = new Silent(bourse, 4)) {
			silent.awaitUnread();
			try (Events events = new Events(bourse, "/api/v1/stream?symbols=S1")) {
				assertThat(events.next()).isEqualTo("retry: 2000");
				assertThat(events.next()).startsWith("stock {\"symbol\":\"S1\",\"price\":\"1\"");
				assertThat(events.next()).isEqualTo("ready {\"stocks\":1}");
				bourse.send("PUT", "/api/v1/stocks/S1/price", "{\"price\":\"2\"}");
				assertThat(events.next()).startsWith("stock {\"symbol\":\"S1\",\"price\":\"2\"");
				for (int price = 3; price <= 20; price++) {
					bourse.send("PUT", "/api/v1/stocks/S1/price", "{\"price\":\"" + price + "\"}");
				}
				// It may miss states in between, never the last one.
				String change = events.next();
				while (!change.startsWith("stock {\"symbol\":\"S1\",\"price\":\"20\"")) {
					assertThat(change).startsWith("stock {\"symbol\":\"S1\"");
					change = events.next();
				}
			}
			assertThat(openStreams(bourse)).isGreaterThanOrEqualTo(4);
			await().until(() -> conflated(bourse) > 0);
		}
	}

	@Test
	void whoTakesNothingIsCutOff(@TempDir Path folder) throws Exception {
		try (RunningBourse bourse = new RunningBourse(manyStocks(folder), "--bourse.web.stall-timeout=1s",
				"--server.tomcat.connection-timeout=1h");
				Silent silent = new Silent(bourse, 3);
				Events reader = new Events(bourse, "/api/v1/stream?symbols=S1")) {
			await().atMost(1, TimeUnit.MINUTES).untilAsserted(() -> assertThat(openStreams(bourse)).isEqualTo(1));
			// The reader's, and that which the acceptor has counted before it comes.
			await().untilAsserted(() -> assertThat(connections(bourse)).isEqualTo(2));
			assertThat(counter(bourse, "bourse.connections.closed", "reason", "stall")).isEqualTo(3);
			silent.awaitClosed();
			reader.next();
			assertThat(reader.next()).startsWith("stock {\"symbol\":\"S1\"");
		}
	}

	@Test
	void whoNeverReadsDoesNotHoldUpTheStop(@TempDir Path folder) throws Exception {
		RunningBourse bourse = new RunningBourse(manyStocks(folder), "--bourse.web.stall-timeout=1h",
				"--server.tomcat.connection-timeout=1h", "--spring.lifecycle.timeout-per-shutdown-phase=1h");
		try (bourse; Silent silent = new Silent(bourse, 2)) {
			silent.awaitUnread();
			bourse.close();
			silent.awaitClosed();
		}
	}

	private static double openStreams(RunningBourse bourse) {
		return bourse.context().getBean(MeterRegistry.class).get("bourse.streams").tag("door", "http").gauge().value();
	}

	private static double conflated(RunningBourse bourse) {
		return bourse.context()
			.getBean(MeterRegistry.class)
			.get("bourse.feed.states")
			.tag("outcome", "conflated")
			.counter()
			.count();
	}

	private static double counter(RunningBourse bourse, String name, String... tags) {
		return bourse.context().getBean(MeterRegistry.class).get(name).tag("door", "http").tags(tags).counter().count();
	}

	private static long connections(RunningBourse bourse) {
		TomcatWebServer server = (TomcatWebServer) ((WebServerApplicationContext) bourse.context()).getWebServer();
		return ((AbstractProtocol<?>) server.getTomcat().getConnector().getProtocolHandler()).getConnectionCount();
	}

	/** So many that no buffer of the operating system takes them all. */
	private static String manyStocks(Path folder) throws IOException {
		Path stocks = folder.resolve("stocks.csv");
		Files.writeString(stocks,
				IntStream.rangeClosed(1, 40_000)
					.mapToObj((number) -> "S" + number + ",1")
					.collect(Collectors.joining("\n", "symbol,price\n", "\n")));
		return "--bourse.market.stocks-file=" + stocks;
	}

	/** Clients that ask for the stream of all stocks and never read it. */
	private static final class Silent implements AutoCloseable {

		private final RunningBourse bourse;

		private final List<Socket> sockets = new ArrayList<>();

		Silent(RunningBourse bourse, int count) throws IOException {
			this.bourse = bourse;
			for (int i = 0; i < count; i++) {
				Socket socket = new Socket();
				this.sockets.add(socket);
				socket.setReceiveBufferSize(1024);
				socket.connect(new InetSocketAddress("127.0.0.1", bourse.httpPort()));
				socket.getOutputStream().write("GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
			}
		}

		/** Returns when nothing more is written to any, though there is more. */
		void awaitUnread() {
			EventStreams streams = this.bourse.context().getBean(EventStreams.class);
			await().until(() -> streams.heldUp() == this.sockets.size());
		}

		/** Returns when there is an end behind what was on its way. */
		void awaitClosed() throws IOException {
			for (Socket socket : this.sockets) {
				try {
					InputStream in = socket.getInputStream();
					byte[] chunk = new byte[64 * 1024];
					while (in.read(chunk) >= 0) {
						assertThat(new String(chunk, US_ASCII)).doesNotContain("event: ready");
					}
				}
				catch (SocketException ex) {
					assertThat(ex).hasMessageContaining("reset");
				}
			}
		}

		@Override
		public void close() throws IOException {
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}

	}

	/** A stream that is read event by event. */
	private static final class Events implements AutoCloseable {

		private final HttpResponse<InputStream> response;

		private final BufferedReader lines;

		Events(RunningBourse bourse, String path) throws Exception {
			this.response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(bourse.http(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
			assertThat(this.response.statusCode()).isEqualTo(200);
			this.lines = new BufferedReader(new InputStreamReader(this.response.body(), UTF_8));
		}

		/** Name and data of the next event; null at the end. */
		String next() throws IOException {
			StringBuilder event = new StringBuilder();
			for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
				if (line.isEmpty() && !event.isEmpty()) {
					return event.toString();
				}
				if (line.startsWith("event: ")) {
					event.append(line.substring(7)).append(' ');
				}
				else if (line.startsWith("data: ")) {
					event.append(line.substring(6));
				}
				else if (line.startsWith("retry: ")) {
					event.append(line);
				}
			}
			return null;
		}

		@Override
		public void close() throws IOException {
			this.lines.close();
		}

	}

}
