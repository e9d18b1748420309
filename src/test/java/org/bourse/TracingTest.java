package org.bourse;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.slf4j.LoggerFactory;

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

	private static final String ENDPOINT = "--management.opentelemetry.tracing.export.otlp.endpoint=";

	private static final String EVERY_REQUEST = "--management.tracing.sampling.probability=1";

	private static final String EXPORT_AT_THE_END = "--management.opentelemetry.tracing.export.schedule-delay=10m";

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

	/**
	 * It would be waited for as long as an export may take, which is nine seconds here.
	 */
	@Test
	void aReceiverThatNeverAnswersDoesNotHoldTheEnd() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			try (RunningBourse bourse = new RunningBourse(ENDPOINT + "http://127.0.0.1:" + silent.getLocalPort(),
					"--management.opentelemetry.tracing.export.otlp.timeout=9s",
					"--management.opentelemetry.tracing.export.timeout=9s", EXPORT_AT_THE_END, EVERY_REQUEST)) {
				bourse.get("/api/v1/stocks/GameStart");
			}
			try (Socket export = silent.accept()) {
				assertThat(isWaitedFor(export)).isTrue();
			}
		}
	}

	/** Whether the other end still holds it, when all that it has sent was read. */
	private static boolean isWaitedFor(Socket connection) throws IOException {
		connection.setSoTimeout(10);
		try {
			connection.getInputStream().transferTo(OutputStream.nullOutputStream());
			return false;
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
	}

	@Test
	void aReceiverThatIsNotThereIsToldByOneLine() throws Exception {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		try (RunningBourse bourse = new RunningBourse(ENDPOINT + "http://127.0.0.1:1/v1/traces",
				"--management.opentelemetry.tracing.export.schedule-delay=10ms", EVERY_REQUEST)) {
			root.addAppender(log);
			bourse.get("/api/v1/stocks/GameStart");
			await().until(() -> !warnings(log).isEmpty());
			// The last spans fail, too, at the latest at the end.
			bourse.get("/api/v1/stocks/GameStart");
		}
		finally {
			root.detachAppender(log);
		}
		assertThat(warnings(log)).singleElement().satisfies((event) -> {
			assertThat(event.getThrowableProxy()).isNull();
			assertThat(event.getFormattedMessage()).matches("\\d+ spans are lost, as "
					+ "management.opentelemetry.tracing.export.otlp.endpoint does not take them: ConnectException"
					+ ".*[.] Start what receives them, or remove the setting");
		});
	}

	private static List<ILoggingEvent> warnings(ListAppender<ILoggingEvent> log) {
		return List.copyOf(log.list)
			.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(Level.WARN)
					|| event.getLoggerName().startsWith("io.opentelemetry."))
			.toList();
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
		return ENDPOINT + receiver.endpoint();
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
