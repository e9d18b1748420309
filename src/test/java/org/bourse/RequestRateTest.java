package org.bourse;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.github.bucket4j.TimeMeter;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.access.TokenHash;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.OrderError;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.TradeOutcome;
import org.bourse.proto.v1.TradeStreamRequest;
import org.bourse.proto.v1.TradeStreamResponse;
import org.bourse.proto.v1.WatchRequest;
import org.bourse.proto.v1.WatchResponse;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * How often a token may ask, through all doors. The clock stands unless a test moves it,
 * and each test has a token of its own.
 */
class RequestRateTest {

	/** By the name of a token: how often it may ask. */
	private static final Map<String, Integer> RATES = Map.of("socket", 2, "grpc", 2, "http", 2, "shared", 3, "pipeline",
			2, "stream", 3, "watch", 1, "health", 1, "free", 0);

	private static final Map<String, String> TOKENS = new TreeMap<>();

	private static final ManualClock clock = new ManualClock();

	private static RunningBourse bourse;

	@BeforeAll
	static void open() {
		List<String> settings = new ArrayList<>();
		RATES.forEach((name, rate) -> {
			String token = TokenHash.newToken();
			String place = "--bourse.access.tokens[" + TOKENS.size() + "].";
			settings.addAll(List.of(place + "name=" + name, place + "hash=" + TokenHash.of(token),
					place + "roles=trade", place + "requests-per-second=" + rate));
			TOKENS.put(name, token);
		});
		bourse = new RunningBourse((context) -> context.getBeanFactory().registerSingleton("clock", (TimeMeter) clock),
				settings.toArray(String[]::new));
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	/** A door, and how a lookup ends there. */
	enum Door {

		SOCKET {

			@Override
			String lookup(String token) throws Exception {
				try (RawClient client = identified(token)) {
					Reply reply = client.ask("LOOKUP GameStart");
					return (reply instanceof Reply.Fault fault) ? fault.message() : "found";
				}
			}

			@Override
			String refusal(String token, int rate) {
				return "BUSY the token " + token + " may make " + rate + " requests a second; try later";
			}

		},
		GRPC {

			@Override
			String lookup(String token) {
				StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
						() -> StockServiceGrpc.newBlockingStub(bourse.channel())
							.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer(token)))
							.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build()));
				return (refused == null) ? "found" : StatusProto.fromThrowable(refused).toString();
			}

			@Override
			String refusal(String token, int rate) {
				return status(token, rate).toString();
			}

		},
		HTTP {

			@Override
			String lookup(String token) throws Exception {
				HttpResponse<String> answer = bourse.get("/api/v1/stocks/GameStart", "Authorization",
						"Bearer " + TOKENS.get(token));
				return (answer.statusCode() == 200) ? "found"
						: answer.statusCode() + " " + answer.headers().firstValue("Content-Type").orElse("") + " "
								+ answer.headers().firstValue("Retry-After").orElse("") + " " + answer.body();
			}

			@Override
			String refusal(String token, int rate) {
				return "429 application/problem+json 1 {\"type\":\"/problems/rate-limited\","
						+ "\"title\":\"Too many requests; nothing was applied\",\"status\":429,"
						+ "\"detail\":\"the token " + token + " may make " + rate
						+ " requests a second; try later\",\"instance\":\"/api/v1/stocks/GameStart\","
						+ "\"code\":\"RATE_LIMITED\"}";
			}

		};

		abstract String lookup(String token) throws Exception;

		abstract String refusal(String token, int rate);

		String tag() {
			return name().toLowerCase(java.util.Locale.ROOT);
		}

	}

	@ParameterizedTest
	@EnumSource
	void aRequestAboveTheRateIsToldSoUntilTimeHasPassed(Door door) throws Exception {
		double denied = denied(door.tag());
		long refused = refused(door);
		assertThat(List.of(door.lookup(door.tag()), door.lookup(door.tag()), door.lookup(door.tag())))
			.containsExactly("found", "found", door.refusal(door.tag(), 2));
		clock.advance(Duration.ofMillis(500));
		assertThat(List.of(door.lookup(door.tag()), door.lookup(door.tag()))).containsExactly("found",
				door.refusal(door.tag(), 2));
		assertThat(denied(door.tag())).isEqualTo(denied + 2);
		await().until(() -> refused(door) == refused + 2);
	}

	@ParameterizedTest
	@EnumSource
	void aTokenWithoutARateMayAskAsOftenAsItLikes(Door door) throws Exception {
		for (int i = 0; i < 10; i++) {
			assertThat(door.lookup("free")).isEqualTo("found");
		}
	}

	@Test
	void allDoorsAndConnectionsShareTheRateOfAToken() throws Exception {
		for (Door door : Door.values()) {
			assertThat(door.lookup("shared")).isEqualTo("found");
		}
		for (Door door : Door.values()) {
			assertThat(door.lookup("shared")).isEqualTo(door.refusal("shared", 3));
		}
	}

	// What counts, and what does not.

	@Test
	void refusalsOfAPipelineComeInTheirPlace() throws Exception {
		try (RawClient client = identified("pipeline")) {
			client.send("PING\r\nTRADE FishCo 1 BUY\r\nTRADE FishCo 10 BUY\r\nTRADE FishCo 100 BUY\r\n"
					+ "NONSENSE\r\nLOOKUP\r\nLOOKUP FishCo\r\nECHO still here\r\n");
			Reply.Fault busy = new Reply.Fault("BUSY the token pipeline may make 2 requests a second; try later");
			assertThat(List.of(client.read(), client.read(), client.read(), client.read()))
				.containsExactly(new Reply.Text("PONG"), new Reply.Number(1), new Reply.Number(1), busy);
			assertThat(client.read()).isEqualTo(new Reply.Fault("ERR unknown command 'NONSENSE', try HELP"));
			assertThat(client.read())
				.isEqualTo(new Reply.Fault("ERR wrong number of arguments for 'LOOKUP' command, usage: LOOKUP symbol"));
			assertThat(client.read()).isEqualTo(busy);
			assertThat(client.read())
				.isEqualTo(new Reply.Fault("ERR wrong number of arguments for 'ECHO' command, usage: ECHO message"));
		}
		try (RawClient other = identified("free")) {
			assertThat(((Reply.Sequence) other.ask("QUOTE FishCo")).elements().get(5)).isEqualTo(new Reply.Number(11));
		}
	}

	@Test
	void aStreamOfOrdersCountsOnceAndOnceForEachOrder() throws Exception {
		BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
		StreamObserver<TradeStreamRequest> orders = StockServiceGrpc.newStub(bourse.channel())
			.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer("stream")))
			.tradeStream(new StreamObserver<>() {

				@Override
				public void onNext(TradeStreamResponse answer) {
					answers.add(answer.hasError() ? answer.getError() : answer.getOutcome());
				}

				@Override
				public void onError(Throwable failure) {
					answers.add(failure);
				}

				@Override
				public void onCompleted() {
					answers.add("end");
				}

			});
		for (int i = 0; i < 3; i++) {
			orders.onNext(
					TradeStreamRequest.newBuilder().setSymbol("BoarCo").setQuantity(1).setSide(Side.SIDE_BUY).build());
		}
		orders.onCompleted();
		List<Object> all = new ArrayList<>();
		while (all.size() < 4) {
			all.add(String.valueOf(answers.poll(30, TimeUnit.SECONDS)));
		}
		assertThat(all).containsExactly(TradeOutcome.TRADE_OUTCOME_EXECUTED.toString(),
				TradeOutcome.TRADE_OUTCOME_EXECUTED.toString(),
				OrderError.newBuilder()
					.setCode(Code.RESOURCE_EXHAUSTED_VALUE)
					.setReason("RATE_LIMITED")
					.setMessage("the token stream may make 3 requests a second; try later")
					.build()
					.toString(),
				"end");
	}

	@Test
	void whoWatchesCountsOnce() {
		Iterator<WatchResponse> watched = StockServiceGrpc.newBlockingStub(bourse.channel())
			.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer("watch")))
			.watch(WatchRequest.getDefaultInstance());
		for (int i = 0; i < 4; i++) {
			assertThat(watched.next().getStock().getSymbol()).isNotEmpty();
		}
	}

	@Test
	void whatEverybodyMayAskDoesNotCount() throws Exception {
		for (int i = 0; i < 3; i++) {
			for (String path : List.of("/livez", "/readyz", "/actuator/health", "/board/market.js", "/v3/api-docs")) {
				assertThat(bourse.get(path, "Authorization", "Bearer " + TOKENS.get("health")).statusCode())
					.isEqualTo(200);
			}
			HealthGrpc.newBlockingStub(bourse.channel())
				.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bearer("health")))
				.check(HealthCheckRequest.getDefaultInstance());
			try (RawClient client = identified("health")) {
				client.ask("HELLO 3 AUTH default " + TOKENS.get("health"));
				client.ask("CLIENT SETNAME probe");
				assertThat(client.ask("PING")).isEqualTo(new Reply.Text("PONG"));
				assertThat(client.ask("QUIT")).isEqualTo(new Reply.Text("OK"));
			}
		}
		assertThat(Door.HTTP.lookup("health")).isEqualTo("found");
	}

	private static RawClient identified(String token) throws Exception {
		RawClient client = bourse.socket();
		assertThat(client.ask("AUTH " + TOKENS.get(token))).isEqualTo(new Reply.Text("OK"));
		return client;
	}

	private static Metadata bearer(String token) {
		Metadata headers = new Metadata();
		headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + TOKENS.get(token));
		return headers;
	}

	private static Status status(String token, int rate) {
		return Status.newBuilder()
			.setCode(Code.RESOURCE_EXHAUSTED_VALUE)
			.setMessage("the token " + token + " may make " + rate + " requests a second; try later")
			.addDetails(Any.pack(ErrorInfo.newBuilder().setDomain("bourse").setReason("RATE_LIMITED").build()))
			.addDetails(Any.pack(RetryInfo.newBuilder()
				.setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(1))
				.build()))
			.build();
	}

	private static double denied(String door) {
		return bourse.context()
			.getBean(MeterRegistry.class)
			.get("bourse.access.denied")
			.tags("door", door, "reason", "rate")
			.counter()
			.count();
	}

	/** Of all commands. */
	private static long refused(Door door) {
		return bourse.context()
			.getBean(MeterRegistry.class)
			.find("bourse.requests")
			.tags("door", door.tag(), "outcome", "denied")
			.timers()
			.stream()
			.mapToLong((timer) -> timer.count())
			.sum();
	}

}
