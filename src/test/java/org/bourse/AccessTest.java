package org.bourse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.access.TokenHash;
import org.bourse.proto.v1.HaltReason;
import org.bourse.proto.v1.HaltRequest;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.ResumeRequest;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.UpdateRequest;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Who may do what, through all doors.
 */
class AccessTest {

	private static final String JSON_WEB_TOKENS_FROM = "https://issuer.example";

	private static final Map<String, String> TOKENS = Map.of("reader", TokenHash.newToken(), "trader",
			TokenHash.newToken(), "feeder", TokenHash.newToken(), "operator", TokenHash.newToken(), "dotted",
			TokenHash.newToken() + ".as.jwt");

	private static final Map<String, String> ROLES = Map.of("reader", "read", "trader", "trade", "feeder", "feed",
			"operator", "admin", "dotted", "trade");

	private static HttpServer issuer;

	private static RSAKey key;

	private static RunningBourse bourse;

	@BeforeAll
	static void open() throws Exception {
		key = new RSAKeyGenerator(2048).keyID("k1").generate();
		byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
		issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		issuer.createContext("/keys", (exchange) -> {
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, keys.length);
			try (exchange) {
				exchange.getResponseBody().write(keys);
			}
		});
		issuer.start();
		List<String> settings = new ArrayList<>(List.of(
				"--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:"
						+ issuer.getAddress().getPort() + "/keys",
				"--spring.security.oauth2.resourceserver.jwt.audiences=bourse"));
		int index = 0;
		for (Map.Entry<String, String> token : new TreeMap<>(TOKENS).entrySet()) {
			String place = "--bourse.access.tokens[" + index++ + "].";
			settings.add(place + "name=" + token.getKey());
			settings.add(place + "hash=" + TokenHash.of(token.getValue()));
			settings.add(place + "roles=" + ROLES.get(token.getKey()));
		}
		bourse = new RunningBourse(settings.toArray(String[]::new));
	}

	@AfterAll
	static void close() {
		bourse.close();
		issuer.stop(0);
	}

	// What each caller may do, at each door: "-" is nobody in particular.

	@ParameterizedTest
	@CsvSource({ "-, no no no no", "reader, yes no no no", "trader, yes yes no no", "feeder, yes no yes no",
			"operator, yes no no yes", "dotted, yes yes no no", "jwt:read, yes no no no",
			"jwt:trade feed, yes yes yes no" })
	void aCallerMayDoWhatItsRolesSay(String who, String readTradeFeedAdmin) throws Exception {
		String token = token(who);
		assertThat(overGrpc(token)).isEqualTo(readTradeFeedAdmin);
		assertThat(overHttp(token)).isEqualTo(readTradeFeedAdmin);
		if (!who.startsWith("jwt:")) {
			assertThat(onTheSocket(token)).isEqualTo(readTradeFeedAdmin);
		}
	}

	private static @Nullable String token(String who) throws Exception {
		if (who.equals("-")) {
			return null;
		}
		return who.startsWith("jwt:") ? jwt(List.of(who.substring(4).split(" ")), "bourse", key, 60) : TOKENS.get(who);
	}

	private static String overGrpc(@Nullable String token) {
		StockServiceBlockingStub stub = grpc(token);
		return allowed(() -> stub.lookup(LookupRequest.newBuilder().setSymbol("FishCo").build())) + " "
				+ allowed(() -> stub
					.trade(TradeRequest.newBuilder().setSymbol("FishCo").setQuantity(1).setSide(Side.SIDE_BUY).build()))
				+ " "
				+ allowed(() -> stub.update(UpdateRequest.newBuilder().setSymbol("FishCo").setPrice("18").build()))
				+ " " + allowed(() -> {
					stub.halt(HaltRequest.newBuilder()
						.setSymbol("FishCo")
						.setReason(HaltReason.HALT_REASON_NEWS)
						.build());
					stub.resume(ResumeRequest.newBuilder().setSymbol("FishCo").build());
				});
	}

	private static String allowed(Runnable call) {
		try {
			call.run();
			return "yes";
		}
		catch (StatusRuntimeException ex) {
			assertThat(ex.getStatus().getCode()).isIn(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED);
			return "no";
		}
	}

	private static StockServiceBlockingStub grpc(@Nullable String token) {
		ManagedChannel channel = bourse.channel();
		StockServiceBlockingStub stub = StockServiceGrpc.newBlockingStub(channel);
		if (token == null) {
			return stub;
		}
		Metadata headers = new Metadata();
		headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
		return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
	}

	private static String overHttp(@Nullable String token) throws IOException, InterruptedException {
		String[] headers = (token != null) ? new String[] { "Authorization", "Bearer " + token } : new String[0];
		String stock = "/api/v1/stocks/BoarCo";
		return allowed(bourse.get(stock, headers)) + " "
				+ allowed(bourse.send("POST", stock + "/trades", "{\"quantity\":1,\"side\":\"BUY\"}", headers)) + " "
				+ allowed(bourse.send("PUT", stock + "/price", "{\"price\":\"42\"}", headers)) + " "
				+ allowed(bourse.send("POST", stock + "/halt", "{\"reason\":\"NEWS\"}", headers),
						bourse.send("POST", stock + "/resume", "{}", headers));
	}

	@SafeVarargs
	private static String allowed(HttpResponse<String>... answers) {
		for (HttpResponse<String> answer : answers) {
			if (answer.statusCode() != 200) {
				assertThat(answer.statusCode()).isIn(401, 403);
				assertThat(answer.body()).contains((answer.statusCode() == 401) ? "\"code\":\"UNAUTHENTICATED\""
						: "\"code\":\"PERMISSION_DENIED\"");
				return "no";
			}
		}
		return "yes";
	}

	private static String onTheSocket(@Nullable String token) throws IOException, ProtocolException {
		try (RawClient client = bourse.socket()) {
			if (token != null) {
				assertThat(client.ask("AUTH " + token)).isEqualTo(new Reply.Text("OK"));
			}
			return allowed(client.ask("LOOKUP GameStart")) + " " + allowed(client.ask("TRADE GameStart 1 BUY")) + " "
					+ allowed(client.ask("UPDATE GameStart 16")) + " "
					+ allowed(client.ask("HALT GameStart NEWS"), client.ask("RESUME GameStart"));
		}
	}

	private static String allowed(Reply... replies) {
		for (Reply reply : replies) {
			if (reply instanceof Reply.Fault fault) {
				assertThat(fault.message()).matches("NOAUTH Authentication required\\.|NOPERM .*");
				return "no";
			}
		}
		return "yes";
	}

	@Test
	void whoLacksARoleIsToldWhichOne() throws Exception {
		String[] reader = { "Authorization", "Bearer " + TOKENS.get("reader") };
		assertThat(
				bourse.send("POST", "/api/v1/stocks/BoarCo/trades", "{\"quantity\":1,\"side\":\"BUY\"}", reader).body())
			.contains("\"POST of this path needs the role trade; this token has [read]\"");
		assertThat(bourse.send("POST", "/api/v1/stocks/BoarCo/halt", "{\"reason\":\"NEWS\"}", reader).body())
			.contains("\"POST of this path needs the role admin; this token has [read]\"");
		assertThat(bourse.send("DELETE", "/api/v1/stocks/BoarCo", "", reader).body())
			.contains("\"DELETE of this path is not offered; this token has [read]\"");
	}

	// Who is not known.

	@ParameterizedTest
	@ValueSource(strings = { "LOOKUP GameStart", "QUOTE GameStart", "LIST", "SUBSCRIBE GameStart", "PSUBSCRIBE *",
			"INFO", "CONFIG GET port", "COMMAND", "CLIENT INFO", "ECHO hello", "SELECT 0", "UNSUBSCRIBE", "HELP" })
	void aStrangerIsToldNothingOnTheSocket(String command) throws Exception {
		try (RawClient client = bourse.socket()) {
			assertThat(client.ask(command)).isEqualTo(new Reply.Fault("NOAUTH Authentication required."));
		}
	}

	@Test
	void aStrangerMayKnockAndGo() throws Exception {
		try (RawClient client = bourse.socket()) {
			assertThat(client.ask("PING")).isEqualTo(new Reply.Text("PONG"));
			assertThat(((Reply.Fault) client.ask("HELLO 3")).message()).startsWith("NOAUTH HELLO must be called");
			assertThat(client.ask("RESET")).isEqualTo(new Reply.Text("RESET"));
			assertThat(client.ask("QUIT")).isEqualTo(new Reply.Text("OK"));
		}
	}

	@Test
	void whatComesBehindAWrongTokenIsNotRun() throws Exception {
		String quote = "QUOTE MenhirCo";
		Reply before = asOperator(quote);
		try (RawClient client = bourse.socket()) {
			client.send("AUTH " + TokenHash.newToken() + "\r\nTRADE MenhirCo 1 BUY\r\nPING\r\n");
			assertThat(client.read())
				.isEqualTo(new Reply.Fault("WRONGPASS invalid username-password pair or user is disabled."));
			assertThat(client.read()).isEqualTo(new Reply.Fault("NOAUTH Authentication required."));
			assertThat(client.read()).isEqualTo(new Reply.Text("PONG"));
		}
		assertThat(asOperator(quote)).isEqualTo(before);
	}

	@Test
	void whatComesBehindATokenIsRunWithIt() throws Exception {
		try (RawClient client = bourse.socket()) {
			client.send("AUTH trader " + TOKENS.get("trader") + "\r\nTRADE MenhirCo 1 BUY\r\nRESET\r\nLIST\r\n");
			assertThat(client.read()).isEqualTo(new Reply.Text("OK"));
			assertThat(client.read()).isEqualTo(new Reply.Number(1));
			assertThat(client.read()).isEqualTo(new Reply.Text("RESET"));
			assertThat(client.read()).isEqualTo(new Reply.Fault("NOAUTH Authentication required."));
		}
	}

	@Test
	void helloIdentifiesToo() throws Exception {
		try (RawClient client = bourse.socket()) {
			assertThat(client.ask("HELLO 3 AUTH default " + TOKENS.get("reader") + " SETNAME me"))
				.isNotInstanceOf(Reply.Fault.class);
			assertThat(client.ask("LOOKUP Nope")).isEqualTo(new Reply.Number(-1));
			assertThat(((Reply.Fault) client.ask("HELLO 2 AUTH trader " + TOKENS.get("reader"))).message())
				.startsWith("WRONGPASS");
			// Still who it was.
			assertThat(client.ask("LOOKUP Nope")).isEqualTo(new Reply.Number(-1));
		}
	}

	private static Reply asOperator(String command) throws Exception {
		try (RawClient client = bourse.socket()) {
			client.ask("AUTH " + TOKENS.get("operator"));
			return client.ask(command);
		}
	}

	@Test
	void aStrangerIsToldWhatToSendOverGrpc() {
		StatusRuntimeException refused = refusal(null);
		assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		assertThat(refused.getStatus().getDescription())
			.isEqualTo("this server wants a token: send the metadata 'authorization: Bearer TOKEN'");
	}

	private static StatusRuntimeException refusal(@Nullable String token) {
		return catchThrowableOfType(StatusRuntimeException.class,
				() -> grpc(token).lookup(LookupRequest.newBuilder().setSymbol("FishCo").build()));
	}

	@Test
	void aStrangerIsToldWhatToSendOverHttp() throws Exception {
		HttpResponse<String> answer = bourse.get("/api/v1/stocks/FishCo");
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
		assertThat(answer.body()).isEqualTo("{\"type\":\"/problems/unauthenticated\",\"title\":\"A token is needed\","
				+ "\"status\":401,\"detail\":\"this server wants a token: send the header 'Authorization: Bearer TOKEN'\","
				+ "\"instance\":\"/api/v1/stocks/FishCo\",\"code\":\"UNAUTHENTICATED\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/stocks", "/api/v1/stocks/FishCo/trades", "/api/v1/stocks/FishCo/candles",
			"/api/v1/stream", "/actuator", "/actuator/info", "/actuator/metrics", "/actuator/prometheus",
			"/actuator/env", "/actuator/heapdump", "/actuator/..;/env", "/actuator/health/../env", "/api/v2/stocks",
			"/something" })
	void aStrangerIsToldNothingOverHttp(String path) throws Exception {
		assertThat(bourse.get(path).statusCode()).isIn(400, 401, 403, 404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/board/market.js", "/actuator/health", "/actuator/health/readiness",
			"/swagger-ui/index.html", "/v3/api-docs" })
	void healthAndThePageAreForEverybody(String path) throws Exception {
		assertThat(bourse.get(path).statusCode()).isEqualTo(200);
	}

	@Test
	void healthOverGrpcIsForEverybody() {
		assertThat(HealthGrpc.newBlockingStub(bourse.channel())
			.check(HealthCheckRequest.newBuilder().setService("bourse.v1.StockService").build())
			.getStatus()).isEqualTo(ServingStatus.SERVING);
	}

	@Test
	void pathsThatNobodyHasNamedAreForNobody() throws Exception {
		String[] operator = { "Authorization", "Bearer " + TOKENS.get("operator") };
		assertThat(bourse.get("/api/v2/stocks", operator).statusCode()).isEqualTo(403);
		assertThat(bourse.send("DELETE", "/api/v1/stocks/FishCo", "", operator).statusCode()).isEqualTo(403);
	}

	// Tokens that are not good.

	@Test
	void aWrongTokenIsTheSameAtEachDoor() throws Exception {
		String wrong = TokenHash.newToken();
		assertThat(refusal(wrong).getStatus()).satisfies(
				(status) -> assertThat(status.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED),
				(status) -> assertThat(status.getDescription()).isEqualTo("the token is not known, or has expired"));
		HttpResponse<String> answer = bourse.get("/api/v1/stocks", "Authorization", "Bearer " + wrong);
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.body()).contains("\"code\":\"TOKEN_INVALID\"",
				"\"detail\":\"the token is not known, or has expired\"");
		assertThat(denied("grpc", "wrong-token")).isPositive();
		assertThat(denied("http", "wrong-token")).isPositive();
	}

	@Test
	void callsThatTheIssuerIsAskedForHaveAQueueOfTheirOwn() {
		assertThat(bourse.context()
			.getBean(MeterRegistry.class)
			.get("bourse.queue.capacity")
			.tags("queue", "grpc-access")
			.gauge()
			.value()).isEqualTo(1024);
	}

	private static double denied(String door, String reason) {
		return bourse.context()
			.getBean(MeterRegistry.class)
			.get("bourse.access.denied")
			.tags("door", door, "reason", reason)
			.counter()
			.count();
	}

	@Test
	void aTokenOfAnIssuerMustBeForThisServerSignedAndNotExpired() throws Exception {
		RSAKey other = new RSAKeyGenerator(2048).keyID("k1").generate();
		for (String token : List.of(jwt(List.of("read"), "another", key, 60), jwt(List.of("read"), "bourse", other, 60),
				jwt(List.of("read"), "bourse", key, -120), jwt(List.of("owner"), "bourse", key, 60),
				"eyJhbGciOiJub25lIn0.eyJyb2xlcyI6InJlYWQifQ.", "a.b.c", "..")) {
			assertThat(refusal(token).getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
			assertThat(bourse.get("/api/v1/stocks", "Authorization", "Bearer " + token).statusCode()).isEqualTo(401);
		}
	}

	@Test
	void theLedgerSaysWhoHasHaltedAStock() throws Exception {
		assertThat(asOperator("HALT MenhirCo NEWS")).isEqualTo(new Reply.Text("OK"));
		assertThat(asOperator("RESUME MenhirCo")).isEqualTo(new Reply.Text("OK"));
		HttpResponse<String> events = bourse.get("/api/v1/stocks/MenhirCo/events", "Authorization",
				"Bearer " + TOKENS.get("reader"));
		assertThat(events.body()).contains("socket operator@127.0.0.1");
	}

	private static String jwt(List<String> roles, String audience, RSAKey key, long seconds) throws Exception {
		SignedJWT jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
				new JWTClaimsSet.Builder().subject("carol")
					.issuer(JSON_WEB_TOKENS_FROM)
					.audience(audience)
					.expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
					.claim("roles", roles)
					.build());
		jwt.sign(new RSASSASigner(key));
		return jwt.serialize();
	}

}
