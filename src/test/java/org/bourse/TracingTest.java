package org.bourse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of requests as spans, as they arrive at an OTLP receiver.
 */
class TracingTest {

	/** Of a client that has a span itself. */
	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String CLIENT = "b7ad6b7169203331";

	private static final String SAMPLED = "00-" + TRACE + "-" + CLIENT + "-01";

	private static final String NOT_SAMPLED = "00-" + TRACE + "-" + CLIENT + "-00";

	@TempDir
	private Path folder;

	@Test
	void eachRequestIsOneSpanAndEachCommitIsOneInTheTraceOfItsRequest() throws Exception {
		List<Span> spans = spansOf("1", (bourse) -> {
			try (RawClient socket = bourse.socket()) {
				socket.ask("LOOKUP GameStart");
				socket.ask("TRADE GameStart 1 BUY");
			}
			lookup(grpc(bourse, SAMPLED));
			trade(grpc(bourse, SAMPLED));
			bourse.get("/api/v1/stocks/GameStart", "traceparent", SAMPLED);
			bourse.send("POST", "/api/v1/stocks/GameStart/trades", "{\"quantity\":1,\"side\":\"BUY\"}", "traceparent",
					SAMPLED);
		});
		assertThat(spans.stream().map((span) -> tell(span, spans))).containsExactlyInAnyOrder(
				"SERVER lookup, of nobody", "SERVER trade, of nobody", "CLIENT commit, of nobody",
				"SERVER bourse.v1.StockService/Lookup, of the client",
				"SERVER bourse.v1.StockService/Trade, of the client", "CLIENT commit, of bourse.v1.StockService/Trade",
				"SERVER http get /api/v1/stocks/{symbol}, of the client",
				"SERVER http post /api/v1/stocks/{symbol}/trades, of the client",
				"CLIENT commit, of http post /api/v1/stocks/{symbol}/trades");
		assertThat(spans).allSatisfy(
				(span) -> assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano()));
		assertThat(spans.stream().filter((span) -> span.getName().equals("trade")).map(TracingTest::attributes))
			.containsExactly(Map.of("rpc.system.name", "resp", "rpc.method", "trade", "bourse.outcome", "ok"));
		assertThat(spans.stream().filter((span) -> span.getName().equals("commit")).map(TracingTest::attributes))
			.hasSize(3)
			.containsOnly(
					Map.of("db.system.name", "sqlite", "db.operation.name", "COMMIT", "bourse.store.batch.size", "1"));
	}

	@Test
	void whatAClientSendsIsCutInSpans() throws Exception {
		List<Span> spans = spansOf("1", (bourse) -> {
			try (RawClient socket = bourse.socket()) {
				socket.ask("x".repeat(5000));
				socket.ask("LOOKUP " + "y".repeat(5000));
			}
			bourse.get("/" + "z".repeat(5000));
		});
		assertThat(spans).hasSize(3);
		assertThat(spans).allSatisfy((span) -> {
			assertThat(span.getName().length()).isLessThanOrEqualTo(256);
			assertThat(attributes(span).values()).allSatisfy((value) -> assertThat(value.length()).isLessThan(257));
		});
	}

	@Test
	void samplingIsTheClientsDecisionOrElseTheServers() throws Exception {
		List<Span> spans = spansOf("0", (bourse) -> {
			try (RawClient socket = bourse.socket()) {
				socket.ask("LOOKUP GameStart");
				socket.ask("TRADE GameStart 1 BUY");
			}
			lookup(grpc(bourse, NOT_SAMPLED));
			lookup(grpc(bourse, SAMPLED));
			bourse.get("/api/v1/stocks/GameStart");
			bourse.get("/api/v1/stocks", "traceparent", SAMPLED);
		});
		assertThat(spans.stream().map((span) -> tell(span, spans))).containsExactlyInAnyOrder(
				"SERVER bourse.v1.StockService/Lookup, of the client", "SERVER http get /api/v1/stocks, of the client");
	}

	@Test
	void nothingOfItIsThereUntilItIsToldWhereToSendSpans() {
		awaitEndOfFormerThreads();
		try (RunningBourse bourse = new RunningBourse()) {
			Environment environment = bourse.context().getEnvironment();
			assertThat(environment.getProperty("logging.expect-correlation-id", Boolean.class)).isFalse();
			assertThat(environment.getProperty("spring.grpc.server.observation.enabled", Boolean.class)).isFalse();
			assertThat(bourse.context().getBeanDefinitionNames()).noneMatch((name) -> isOfOpenTelemetry(bourse, name));
			assertThat(tracingThreads()).isEmpty();
		}
	}

	@Test
	void withAReceiverTraceIdsAreInTheLogAndThereIsAThreadThatExports() throws Exception {
		awaitEndOfFormerThreads();
		try (SpanReceiver receiver = new SpanReceiver(); RunningBourse bourse = new RunningBourse(endpoint(receiver))) {
			Environment environment = bourse.context().getEnvironment();
			assertThat(environment.getProperty("logging.expect-correlation-id", Boolean.class)).isTrue();
			assertThat(tracingThreads()).containsExactly("BatchSpanProcessor_WorkerThread-1");
			assertThat(bourse.context().getBeanDefinitionNames())
				.noneMatch((name) -> name.equals("otlpMeterRegistry") || name.startsWith("otlpHttpLog"));
		}
	}

	/** Those of servers that were closed a moment ago end by themselves. */
	private static void awaitEndOfFormerThreads() {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(tracingThreads()).isEmpty());
	}

	/** What is sent until the server is closed. */
	private List<Span> spansOf(String probability, Requests requests) throws Exception {
		try (SpanReceiver receiver = new SpanReceiver()) {
			try (RunningBourse bourse = new RunningBourse(endpoint(receiver),
					"--management.tracing.sampling.probability=" + probability,
					"--bourse.store.url=jdbc:sqlite:" + this.folder.resolve("bourse.db"))) {
				requests.send(bourse);
			}
			return receiver.spans();
		}
	}

	private static String endpoint(SpanReceiver receiver) {
		return "--management.opentelemetry.tracing.export.otlp.endpoint=" + receiver.endpoint();
	}

	private static StockServiceBlockingStub grpc(RunningBourse bourse, String traceparent) {
		Metadata headers = new Metadata();
		headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceparent);
		return StockServiceGrpc.newBlockingStub(bourse.channel())
			.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
	}

	private static void lookup(StockServiceBlockingStub grpc) {
		assertThat(grpc.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build()).getStock().getSymbol())
			.isEqualTo("GameStart");
	}

	private static void trade(StockServiceBlockingStub grpc) {
		assertThat(grpc
			.trade(TradeRequest.newBuilder().setSymbol("GameStart").setQuantity(1).setSide(Side.SIDE_BUY).build())
			.getTradeId()).isNotEmpty();
	}

	/** Kind and name of a span, and whose child it is. */
	private static String tell(Span span, List<Span> all) {
		String parent = hex(span.getParentSpanId()).equals(CLIENT) && hex(span.getTraceId()).equals(TRACE)
				? "the client"
				: all.stream()
					.filter((other) -> other.getSpanId().equals(span.getParentSpanId())
							&& other.getTraceId().equals(span.getTraceId()))
					.map(Span::getName)
					.findFirst()
					.orElse(span.getParentSpanId().isEmpty() ? "nobody" : "somebody unknown");
		return span.getKind().name().substring("SPAN_KIND_".length()) + " " + span.getName() + ", of " + parent;
	}

	private static String hex(ByteString id) {
		StringBuilder hex = new StringBuilder();
		id.forEach((octet) -> hex.append(String.format("%02x", octet)));
		return hex.toString();
	}

	private static Map<String, String> attributes(Span span) {
		return span.getAttributesList()
			.stream()
			.collect(Collectors.toMap((attribute) -> attribute.getKey(), (attribute) -> {
				AnyValue value = attribute.getValue();
				return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
			}, (one, other) -> one, TreeMap::new));
	}

	private static boolean isOfOpenTelemetry(RunningBourse bourse, String name) {
		Class<?> type = bourse.context().getType(name);
		return type != null && (type.getName().startsWith("io.opentelemetry.") || type.getName().contains(".tracing."));
	}

	private static List<String> tracingThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.contains("Span") || name.contains("otel") || name.contains("OpenTelemetry")
					|| name.contains("telemetry"))
			.toList();
	}

	/** What clients do. */
	private interface Requests {

		void send(RunningBourse bourse) throws Exception;

	}

}
