package org.bourse.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

import org.bourse.RunningBourse;
import org.bourse.domain.Price;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;

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
	void aStreamMoreThanTheMostIsRefusedUntilOneHasGone() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.web.max-streams=1")) {
			try (Events events = new Events(bourse, "/api/v1/stream")) {
				events.next();
				HttpResponse<String> refused = bourse.get("/api/v1/stream");
				assertThat(refused.statusCode()).isEqualTo(503);
				assertThat(refused.headers().firstValue("Retry-After")).contains("1");
				assertThat(refused.body()).contains("\"code\":\"TOO_MANY_STREAMS\"");
				assertThat(bourse.get("/actuator/prometheus").body()).contains("bourse_web_streams 1.0\n");
			}
			// A client that has gone is noticed when something is written.
			await().untilAsserted(() -> {
				bourse.send("PUT", "/api/v1/stocks/FishCo/price", "{\"price\":\"7\"}");
				assertThat(bourse.get("/actuator/prometheus").body()).contains("bourse_web_streams 0.0\n");
			});
		}
	}

	@Test
	void whoNeverReadsDelaysNobody() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--server.tomcat.threads.max=2",
				"--server.tomcat.threads.min-spare=1")) {
			Socket[] silent = new Socket[4];
			for (int i = 0; i < silent.length; i++) {
				silent[i] = new Socket();
				silent[i].setReceiveBufferSize(1024);
				silent[i].connect(new java.net.InetSocketAddress("127.0.0.1", bourse.httpPort()));
				silent[i].getOutputStream().write("GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
			}
			await().untilAsserted(
					() -> assertThat(bourse.get("/actuator/prometheus").body()).contains("bourse_web_streams 4.0\n"));
			StockRepository stocks = bourse.context().getBean(StockRepository.class);
			try (Events events = new Events(bourse, "/api/v1/stream?symbols=GameStart")) {
				for (int i = 0; i < 3; i++) {
					assertThat(events.next()).isNotNull();
				}
				for (int price = 1; price <= 20_000; price++) {
					stocks.update(new Symbol("GameStart"), new Price(price));
				}
				assertThat(events.next()).startsWith("stock {\"symbol\":\"GameStart\"");
			}
			for (Socket socket : silent) {
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
