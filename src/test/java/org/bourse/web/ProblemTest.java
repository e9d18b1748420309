package org.bourse.web;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.bourse.RunningBourse;
import org.bourse.access.TokenHash;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.Order;
import org.bourse.domain.PartialRepository;
import org.bourse.domain.TradeResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Every problem that there is, each made by a request that deserves it.
 */
class ProblemTest {

	private static final String TOKEN = TokenHash.newToken();

	private static final String STOCKS = "/api/v1/stocks";

	private static final String GAME = STOCKS + "/GameStart";

	private static RunningBourse bourse;

	@BeforeAll
	static void open() throws Exception {
		bourse = new RunningBourse("--bourse.web.hosts=named.example", "--bourse.market.max-volume=10",
				"--bourse.web.max-streams=1", "--spring.main.cloud-platform=kubernetes");
		assertThat(trade(GAME, "{\"quantity\":10,\"side\":\"BUY\"}", "Idempotency-Key", "used").statusCode())
			.isEqualTo(200);
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	@ParameterizedTest
	@EnumSource
	void isToldWithItsTypeTitleStatusCodeAndDetail(ProblemType type) throws Exception {
		Told told = tell(type);
		JsonNode problem = JsonMapper.shared().readTree(told.body);
		assertThat(told.status).as(told.body).isEqualTo(type.status().value());
		assertThat(problem.get("code").asString()).isEqualTo(type.name());
		assertThat(problem.get("status").asInt()).isEqualTo(type.status().value());
		assertThat(problem.get("type").asString())
			.isEqualTo("/problems/" + type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
		assertThat(problem.get("title").asString()).isEqualTo(type.title());
		assertThat(problem.get("detail").asString()).isNotBlank();
		assertThat(told.body).doesNotContain("Exception", "\\tat ", "\\n", "<");
		assertThat(told.contentType).startsWith("application/problem+json");
		assertThat(told.retryAfter).isEqualTo(type.isTemporary() ? "1" : "");
	}

	private static Told toldByOneWithTokens(String token) throws Exception {
		try (RunningBourse closed = new RunningBourse("--bourse.access.tokens[0].name=reader",
				"--bourse.access.tokens[0].hash=" + TokenHash.of(TOKEN), "--bourse.access.tokens[0].roles=read")) {
			return told(closed.send("POST", GAME + "/trades", "{}",
					token.isEmpty() ? new String[0] : new String[] { "Authorization", "Bearer " + token }));
		}
	}

	private static Told theSecondRequestOfASecond() throws Exception {
		try (RunningBourse limited = new RunningBourse("--bourse.access.tokens[0].name=reader",
				"--bourse.access.tokens[0].hash=" + TokenHash.of(TOKEN), "--bourse.access.tokens[0].roles=read",
				"--bourse.access.tokens[0].requests-per-second=1")) {
			HttpResponse<String> answer;
			do {
				answer = limited.get(GAME, "Authorization", "Bearer " + TOKEN);
			}
			while (answer.statusCode() == 200);
			return told(answer);
		}
	}

	private static Told tell(ProblemType type) throws Exception {
		return switch (type) {
			case SYMBOL_INVALID -> told(bourse.get(STOCKS + "/%3Cb%3E"));
			case PRICE_INVALID -> told(bourse.send("PUT", GAME + "/price", "{\"price\":16.01}"));
			case QUANTITY_INVALID -> told(trade(GAME, "{\"quantity\":0,\"side\":\"BUY\"}"));
			case SIDE_INVALID -> told(trade(GAME, "{\"quantity\":1,\"side\":\"HOLD\"}"));
			case CLIENT_ORDER_ID_INVALID ->
				told(trade(GAME, "{\"quantity\":1,\"side\":\"BUY\"}", "Idempotency-Key", "\"a,b\""));
			case VOLUME_LIMIT_INVALID -> told(bourse.send("POST", GAME + "/resume", "{\"volumeLimit\":0}"));
			case REASON_INVALID -> told(bourse.send("POST", GAME + "/halt", "{\"reason\":\"VOLUME_LIMIT\"}"));
			case RESUME_TIME_INVALID -> told(
					bourse.send("POST", GAME + "/halt", "{\"reason\":\"NEWS\",\"resumeAt\":\"2001-01-01T00:00:00Z\"}"));
			case RESET_VOLUME_INVALID ->
				told(bourse.send("POST", GAME + "/resume", "{\"volumeLimit\":20,\"resetVolume\":true}"));
			case CANDLE_INTERVAL_INVALID -> told(bourse.get(GAME + "/candles?interval=2m"));
			case TIME_INVALID -> told(bourse.get(GAME + "/candles?from=yesterday"));
			case PREFIX_INVALID -> told(bourse.get(STOCKS + "?prefix=%0a"));
			case PAGE_TOKEN_INVALID -> told(bourse.get(STOCKS + "?after=a%20b"));
			case PAGE_SIZE_INVALID -> told(bourse.get(STOCKS + "?limit=10001"));
			case FIELD_UNKNOWN -> told(bourse.send("PUT", GAME + "/price", "{\"price\":\"1\",\"currency\":\"EUR\"}"));
			case PARAMETER_UNKNOWN -> told(bourse.get(STOCKS + "?limt=1"));
			case BODY_INVALID -> told(trade(GAME, "{\"quantity\":1,\"quantity\":2,\"side\":\"BUY\"}"));
			case BODY_TOO_LARGE -> told(trade(GAME, "x".repeat(Bodies.MAX_BYTES + 1)));
			case BODY_TOO_SLOW -> slowBody();
			case MEDIA_TYPE_UNSUPPORTED -> told(bourse.send("POST", GAME + "/trades", ""));
			case NOT_ACCEPTABLE -> told(bourse.get(GAME, "Accept", "image/png"));
			case METHOD_NOT_ALLOWED -> told(bourse.send("DELETE", GAME, ""));
			case PATH_NOT_FOUND -> told(bourse.get(STOCKS + "/"));
			case REQUEST_INVALID -> told(bourse.get(STOCKS + "/%00"));
			case HOST_UNKNOWN -> forHost("evil.example");
			case UNAUTHENTICATED -> toldByOneWithTokens("");
			case TOKEN_INVALID -> toldByOneWithTokens(TokenHash.newToken());
			case PERMISSION_DENIED -> toldByOneWithTokens(TOKEN);
			case RATE_LIMITED -> theSecondRequestOfASecond();
			case STOCK_NOT_FOUND -> told(bourse.get(STOCKS + "/Nope"));
			case CLIENT_ORDER_ID_REUSED ->
				told(trade(GAME, "{\"quantity\":9,\"side\":\"BUY\"}", "Idempotency-Key", "used"));
			case NOT_RESUMABLE -> told(bourse.send("POST", GAME + "/resume", "{}"));
			case TOO_MANY_STREAMS -> oneStreamTooMany();
			case BUSY -> failing(new MarketException(MarketFault.BUSY, "the queue is full", null));
			case UNAVAILABLE -> failing(new MarketException(MarketFault.UNAVAILABLE, "the store is down", null));
			case OUTCOME_UNKNOWN -> failing(new MarketException(MarketFault.OUTCOME_UNKNOWN, "not known", null));
			case INTERNAL -> failing(new IllegalStateException("<secret>"));
		};
	}

	@Test
	void anotherVersionOfHttpIsAFaultOfTheClient() throws Exception {
		assertThat(exchange("GET / HTTP/9.9")).startsWith("HTTP/1.1 400 ").contains("must end with HTTP/1.1");
	}

	@Test
	void whoIsNotToldTheOutcomeIsToldHowToLearnIt() throws Exception {
		Told told = tell(ProblemType.OUTCOME_UNKNOWN);
		assertThat(JsonMapper.shared().readTree(told.body).get("detail").asString())
			.isEqualTo("the write may or may not be applied: ask again with the same Idempotency-Key");
	}

	@Test
	void whatIsNotThereIsToldWithWhatIs() throws Exception {
		assertThat(bourse.send("DELETE", GAME + "/price", "").headers().firstValue("Allow")).contains("PUT");
		assertThat(bourse.send("POST", GAME + "/trades", "").headers().firstValue("Accept"))
			.contains("application/json");
	}

	@Test
	void aPathIsShownAsItCameAndNotIfItIsLong() throws Exception {
		assertThat(bourse.get(STOCKS + "/%0a").body()).contains("\"instance\":\"/api/v1/stocks/%0a\"");
		assertThat(bourse.get(STOCKS + "/" + "a".repeat(300)).body()).doesNotContain("instance", "a".repeat(50));
		assertThat(bourse.get("/" + "a".repeat(9000)).body()).doesNotContain("aaa");
	}

	@ParameterizedTest
	@ValueSource(strings = { STOCKS + "?prefix=%", "/api/v1/stream?symbols=%", STOCKS + "/Nope?x=%zz", STOCKS + "?=x",
			"/actuator/health?x=%", "/actuator/metrics/bourse.requests?tag=%zz" })
	void aQueryThatIsNotUnderstoodIsToldAndNotLogged(String path) throws Exception {
		List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
		AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
			@Override
			protected void append(ILoggingEvent event) {
				logged.add(event);
			}
		};
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		log.start();
		root.addAppender(log);
		try {
			// Not a URI, which the client in java.net.http would refuse to send.
			String answer = exchange("GET " + path + " HTTP/1.1");
			assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
			assertThat(JsonMapper.shared().readTree(answer.substring(answer.indexOf('{'), answer.indexOf('}') + 1)))
				.isEqualTo(JsonMapper.shared()
					.createObjectNode()
					.put("type", "/problems/request-invalid")
					.put("title", "Request not understood")
					.put("status", 400)
					.put("detail",
							"the query of the URL is not understood: write each parameter as name=value, and a percent sign as %25")
					.put("instance", path.substring(0, path.indexOf('?')))
					.put("code", "REQUEST_INVALID"));
		}
		finally {
			root.detachAppender(log);
		}
		assertThat(logged).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
	}

	@Test
	void aBodyFarTooLargeIsCutOff() throws Exception {
		try (Socket socket = connect()) {
			socket.getOutputStream()
				.write(("POST " + GAME + "/trades HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000000\r\n\r\n")
					.getBytes(UTF_8));
			assertThat(read(socket, new byte[1_100_000])).startsWith("HTTP/1.1 413 ").contains("BODY_TOO_LARGE");
		}
	}

	private static Told slowBody() throws Exception {
		try (Socket socket = connect()) {
			socket.getOutputStream()
				.write(("POST " + GAME
						+ "/trades HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 28\r\n\r\n{")
					.getBytes(UTF_8));
			String answer = read(socket, new byte[0]);
			String[] parts = answer.split("\r\n\r\n", 2);
			return new Told(Integer.parseInt(answer.substring(9, 12)), parts[1], "application/problem+json", "");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "LOCALHOST:80", "board.localhost", "bourse-1:8080", "127.0.0.1",
			"10.1.2.3:8080", "[::1]:8080", "named.example" })
	void aHostThatThisMayBeIsAnswered(String host) throws Exception {
		assertThat(forHost(host).status).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil.example",
			"evil.example.", "1.2.3", "named.example.evil.example" })
	void aHostThatThisIsNotIsRefused(String host) throws Exception {
		assertThat(forHost(host).status).isEqualTo(421);
	}

	/** On Kubernetes Spring Boot believes it unless it is told not to. */
	@Test
	void aHostThatAProxyMayHaveBeenAskedForIsNotBelieved() throws Exception {
		assertThat(forHost("evil.example\r\nX-Forwarded-Host: localhost").status).isEqualTo(421);
	}

	private static Told forHost(String host) throws Exception {
		try (Socket socket = connect()) {
			socket.getOutputStream()
				.write(("GET " + GAME + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
					.getBytes(UTF_8));
			String answer = read(socket, new byte[0]);
			return new Told(Integer.parseInt(answer.substring(9, 12)), answer.split("\r\n\r\n", 2)[1],
					"application/problem+json", "");
		}
	}

	/** Of what is no request that a client would make. */
	private static String exchange(String line) throws IOException {
		try (Socket socket = connect()) {
			socket.getOutputStream().write((line + "\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
			return read(socket, new byte[0]);
		}
	}

	private static Socket connect() throws IOException {
		Socket socket = new Socket("127.0.0.1", bourse.httpPort());
		socket.setSoTimeout(30_000);
		return socket;
	}

	/** All that the server says until it hangs up, while more is sent. */
	private static String read(Socket socket, byte[] more) throws IOException {
		socket.getOutputStream().write(more);
		StringBuilder answer = new StringBuilder();
		byte[] chunk = new byte[4096];
		try {
			for (int count = socket.getInputStream().read(chunk); count > 0; count = socket.getInputStream()
				.read(chunk)) {
				answer.append(new String(chunk, 0, count, UTF_8));
			}
		}
		catch (java.net.SocketException ex) {
			// A reset is an end, too.
		}
		return answer.toString();
	}

	private static Told oneStreamTooMany() throws Exception {
		try (Socket first = connect()) {
			first.getOutputStream().write("GET /api/v1/stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
			assertThat(first.getInputStream().read()).isEqualTo('H');
			return told(bourse.get("/api/v1/stream"));
		}
	}

	/** A trade at a store that fails. */
	private static Told failing(Throwable failure) throws Exception {
		TradesEndpoint endpoint = new TradesEndpoint(new PartialRepository() {
			@Override
			public CompletableFuture<TradeResult> trade(Order order) {
				return CompletableFuture.failedFuture(failure);
			}
		}, new SimpleMeterRegistry());
		CompletableFuture<TradeAnswer> answer = endpoint.trade("GameStart", null,
				"{\"quantity\":1,\"side\":\"BUY\"}".getBytes(UTF_8));
		Throwable told = catchThrowableOfType(java.util.concurrent.CompletionException.class, answer::join).getCause();
		MockHttpServletRequest request = new MockHttpServletRequest("POST", GAME + "/trades");
		MockHttpServletResponse response = new MockHttpServletResponse();
		new Problems(new SimpleMeterRegistry()).tell((Exception) told, request, response);
		String retryAfter = response.getHeader("Retry-After");
		return new Told(response.getStatus(), response.getContentAsString(), String.valueOf(response.getContentType()),
				(retryAfter != null) ? retryAfter : "");
	}

	private static HttpResponse<String> trade(String stock, String body, String... headers) throws Exception {
		return bourse.send("POST", stock + "/trades", body, headers);
	}

	private static Told told(HttpResponse<String> response) {
		Map<String, java.util.List<String>> headers = response.headers().map();
		return new Told(response.statusCode(), response.body(),
				headers.getOrDefault("Content-Type", java.util.List.of("")).get(0),
				headers.getOrDefault("Retry-After", java.util.List.of("")).get(0));
	}

	private record Told(int status, String body, String contentType, String retryAfter) {
	}

}
