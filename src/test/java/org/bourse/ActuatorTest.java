package org.bourse;

import java.net.Socket;
import java.net.http.HttpResponse;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators see.
 */
class ActuatorTest {

	private static RunningBourse bourse;

	@BeforeAll
	static void open() {
		bourse = new RunningBourse();
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	@Test
	void healthTellsOfBothDoors() throws Exception {
		JsonNode health = json("/actuator/health");
		assertThat(health.at("/status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/socket/status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/socket/details/port").asInt()).isEqualTo(bourse.socketPort());
		assertThat(health.at("/components/grpc/status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/grpc/details/port").asInt()).isEqualTo(bourse.grpcPort());
	}

	@Test
	void infoTellsOfBuildDoorsAndStocks() throws Exception {
		JsonNode info = json("/actuator/info");
		assertThat(info.at("/build/name").asString()).isEqualTo("Bourse");
		assertThat(info.at("/doors/socket").asString()).isEqualTo("127.0.0.1:" + bourse.socketPort());
		assertThat(info.at("/doors/grpc").asString()).isEqualTo("127.0.0.1:" + bourse.grpcPort());
		assertThat(info.at("/doors/http").asString()).isEqualTo("127.0.0.1:" + bourse.httpPort());
		assertThat(info.at("/stocks").asInt()).isEqualTo(4);
	}

	@Test
	void theBillOfMaterialsTellsOfTheLibraries() throws Exception {
		JsonNode bill = json("/actuator/sbom/application");
		assertThat(bill.at("/bomFormat").asString()).isEqualTo("CycloneDX");
		assertThat(bill.at("/metadata/component/name").asString()).isEqualTo("bourse");
		assertThat(bill.at("/components").findValuesAsString("purl")).anyMatch((purl) -> purl.contains("/grpc-netty@"))
			.anyMatch((purl) -> purl.contains("/sqlite-jdbc@"));
	}

	@Test
	void prometheusShowsBothDoorsWithTheSameMeters() throws Exception {
		try (SocketTrader socket = new SocketTrader(bourse); GrpcTrader grpc = new GrpcTrader(bourse)) {
			for (TradingContract.Trader trader : new TradingContract.Trader[] { socket, grpc }) {
				trader.lookup("GameStart");
				trader.lookup("Nope");
				trader.trade("GameStart", 1, "BUY", "");
				trader.trade("GameStart", 1_000_000_000, "BUY", "");
				trader.trade("GameStart", 0, "BUY", "");
				trader.update("GameStart", "15.99");
			}
			String scrape = bourse.get("/actuator/prometheus").body();
			for (String door : new String[] { "socket", "grpc" }) {
				assertThat(scrape).contains(series("lookup", door, "ok"), series("lookup", door, "unknown_stock"),
						series("trade", door, "ok"), series("trade", door, "refused"), series("trade", door, "invalid"),
						series("update", door, "ok"), "bourse_connections{door=\"" + door + "\"} 1.0\n");
			}
			assertThat(scrape).contains("bourse_threads{door=\"socket\"} "
					+ Math.max(1, Runtime.getRuntime().availableProcessors() / 2) + ".0\n");
		}
	}

	@Test
	void aConnectionThatNeverSpeaksIsNotCountedWhenItEnds() throws Exception {
		try (Socket silent = new Socket("127.0.0.1", bourse.grpcPort())) {
			silent.setSoTimeout(20_000);
			// The server speaks first, so it has the connection.
			assertThat(silent.getInputStream().read()).isNotNegative();
			silent.getOutputStream().write("not HTTP/2 at all, so the server hangs up\r\n\r\n".getBytes(US_ASCII));
			while (silent.getInputStream().read() >= 0) {
				// Until it has.
			}
		}
		// Of an earlier test a connection may be still about to end, but never does the
		// number fall below none.
		await().untilAsserted(() -> assertThat(bourse.get("/actuator/prometheus").body()).contains(
				"bourse_connections{door=\"grpc\"} 0.0\n",
				"bourse_connections_rejected_total{door=\"grpc\",reason=\"not-http2\"} 1.0\n"));
	}

	@Test
	void ofAClientThatSpeaksNoHttpTheLogTells() throws Exception {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		Logger logger = (Logger) LoggerFactory.getLogger("org.bourse.web.NotHttp");
		logger.addAppender(log);
		try (Socket client = new Socket("127.0.0.1", bourse.httpPort())) {
			client.getOutputStream().write(new byte[] { 0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3 });
			client.shutdownOutput();
			await().untilAsserted(() -> assertThat(log.list).isNotEmpty());
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).extracting(ILoggingEvent::toString)
			.containsExactly("[WARN] 127.0.0.1 was turned away by the HTTP door with 400: what it sent cannot be "
					+ "understood as HTTP/1.1, or it speaks TLS where none is spoken or none where it is");
	}

	private static String series(String command, String door, String outcome) {
		return "bourse_requests_seconds_count{command=\"" + command + "\",door=\"" + door + "\",outcome=\"" + outcome
				+ "\"} 1\n";
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/metrics/bourse.connections", "/actuator/health/liveness",
			"/actuator/health/readiness", "/livez", "/readyz" })
	void theseAreThere(String path) throws Exception {
		assertThat(bourse.get(path).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/env", "/actuator/heapdump", "/actuator/loggers", "/actuator/shutdown",
			"/actuator/threaddump", "/actuator/..;/env", "/nope" })
	void theseAreNot(String path) throws Exception {
		HttpResponse<String> response = bourse.get(path);
		assertThat(response.statusCode()).isBetween(400, 404);
		assertThat(response.body()).doesNotContain("\tat ", "Exception");
	}

	private static JsonNode json(String path) throws Exception {
		return JsonMapper.shared().readTree(bourse.get(path).body());
	}

}
