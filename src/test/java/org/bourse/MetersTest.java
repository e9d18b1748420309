package org.bourse;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What is measured is what the README says, and the other way round.
 */
class MetersTest {

	/** Their values are not told one by one: names, and the bounds of buckets. */
	private static final Set<String> OPEN_TAGS = Set.of("stock", "version", "commit", "le");

	private static final Pattern SERIES = Pattern.compile("(bourse_\\w+?)(?:\\{(.*)})? (\\S+)");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

	@TempDir
	private static Path folder;

	private static RunningBourse bourse;

	private static String scrape;

	/** A server that has all there is to measure, and has done something of all. */
	@BeforeAll
	static void open() throws Exception {
		bourse = new RunningBourse("--bourse.store.url=jdbc:sqlite:" + folder.resolve("bourse.db"),
				"--bourse.grpc.threads=2", "--bourse.metrics.max-stocks=2", "--bourse.feed.max-subscriptions=1");
		try (SocketTrader socket = new SocketTrader(bourse); GrpcTrader grpc = new GrpcTrader(bourse)) {
			for (TradingContract.Trader trader : List.of(socket, grpc, new HttpTrader(bourse))) {
				trader.lookup("GameStart");
				trader.lookup("Nope");
				trader.trade("GameStart", 1, "BUY", "");
				trader.trade("GameStart", 1_000_000_000, "BUY", "");
				trader.trade("GameStart", 0, "BUY", "");
			}
			bourse.get("/api/v1/stocks/GameStart/trades");
			try (RawClient client = bourse.socket()) {
				client.ask("SURPRISE");
				client.ask("ASTONISH");
			}
			bourse.get("/surprise");
			bourse.get("/api/v1/astonish");
			callUnknown("bourse.v1.StockService/Surprise");
			callUnknown("Astonish/Astonish");
		}
		scrape = bourse.get("/actuator/prometheus").body();
	}

	private static void callUnknown(String method) {
		MethodDescriptor<HealthCheckRequest, HealthCheckResponse> unknown = HealthGrpc.getCheckMethod()
			.toBuilder()
			.setFullMethodName(method)
			.build();
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> ClientCalls.blockingUnaryCall(bourse.channel(), unknown, CallOptions.DEFAULT,
					HealthCheckRequest.getDefaultInstance()))
			.withMessageStartingWith("UNIMPLEMENTED");
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	@Test
	void theMetersOfAScrapeAreThoseOfTheReadme() throws Exception {
		Map<String, Set<String>> told = new TreeMap<>();
		for (Row meter : meters()) {
			told.put(meter.prometheusName() + " " + meter.kind, meter.tags);
		}
		assertThat(told).hasSizeGreaterThan(30);
		assertThat(scraped()).isEqualTo(told);
	}

	@Test
	void theTagsOfAScrapeHaveTheValuesOfTheReadmeOnly() throws Exception {
		Map<String, Set<String>> told = values();
		// Is there with an issuer of tokens only; AccessTest looks at it.
		assertThat(told.get("queue").remove("grpc-access")).isTrue();
		Map<String, Set<String>> seen = new TreeMap<>();
		series().forEach((one) -> one.labels.forEach((tag, value) -> {
			if (!OPEN_TAGS.contains(tag)) {
				seen.computeIfAbsent(tag, (key) -> new TreeSet<>()).add(value);
			}
		}));
		assertThat(seen.remove("command")).contains("lookup", "trade", "unknown")
			.doesNotContain("surprise", "SURPRISE");
		assertThat(seen).containsOnlyKeys("door", "outcome", "queue", "reason", "status", "store");
		seen.forEach((tag, values) -> assertThat(told.get(tag)).as(tag).containsAll(values));
		for (String tag : List.of("door", "queue", "reason", "status")) {
			assertThat(seen.get(tag)).as(tag).isEqualTo(told.get(tag));
		}
	}

	@Test
	void whatADoorDoesNotHaveIsOneSeriesWhateverItIsCalled() {
		assertThat(series())
			.filteredOn((one) -> one.name.equals("bourse_requests_seconds_count")
					&& "unknown".equals(one.labels.get("command")))
			.extracting((one) -> one.labels.get("door") + " " + one.labels.get("outcome") + " " + one.value)
			.containsExactlyInAnyOrder("socket invalid 2.0", "grpc invalid 2.0", "http invalid 2.0");
	}

	@Test
	void whatIsWaitedForIsCountedOnceForEach() {
		assertThat(value("bourse_queue_wait_seconds_count", "queue", "store-writes")).isEqualTo(6);
		assertThat(value("bourse_store_batch_size_sum")).isEqualTo(3);
		assertThat(value("bourse_queue_wait_seconds_count", "queue", "store-queries")).isEqualTo(1);
		assertThat(value("bourse_queue_wait_seconds_count", "queue", "socket-clients")).isEqualTo(2);
		assertThat(value("bourse_queue_wait_seconds_count", "queue", "grpc-calls")).isGreaterThanOrEqualTo(5);
	}

	@Test
	void latenciesHaveBuckets() {
		for (String histogram : List.of("bourse_requests_seconds", "bourse_queue_wait_seconds",
				"bourse_store_commit_seconds", "bourse_store_batch_size")) {
			assertThat(series()).filteredOn((one) -> one.name.equals(histogram + "_bucket"))
				.as(histogram)
				.hasSizeGreaterThan(5);
		}
	}

	@Test
	void stocksAreMeasuredToTheLimitAndCountedAll() {
		assertThat(series()).filteredOn((one) -> one.name.equals("bourse_stock_price"))
			.extracting((one) -> one.labels.get("stock") + " " + one.value)
			.containsExactlyInAnyOrder("BoarCo 42.25", "FishCo 18.5");
		assertThat(value("bourse_stocks", "status", "trading")).isEqualTo(4);
		assertThat(value("bourse_stocks", "status", "halted")).isZero();
		assertThat(value("bourse_store_ready")).isEqualTo(1);
	}

	@Test
	void connectionsOverHttpAreCounted() throws IOException {
		double open = gauge("bourse.connections", "http");
		double accepted = counter("bourse.connections.accepted", "http");
		try (Socket client = new Socket("127.0.0.1", bourse.httpPort())) {
			await().until(() -> gauge("bourse.connections", "http") == open + 1);
			assertThat(counter("bourse.connections.accepted", "http")).isEqualTo(accepted + 1);
			assertThat(client.isConnected()).isTrue();
		}
		await().until(() -> gauge("bourse.connections", "http") == open);
		assertThat(gauge("bourse.connections.max", "http")).isEqualTo(1536);
		assertThat(gauge("bourse.threads", "http")).isEqualTo(64);
	}

	@Test
	void aSubscriberTooManyIsCounted() throws IOException {
		try (RawClient client = bourse.socket()) {
			client.send("SUBSCRIBE FishCo GameStart\r\n");
			await().until(() -> counter("bourse.streams.rejected", "socket") == 1);
			assertThat(gauge("bourse.streams", "socket")).isEqualTo(1);
			assertThat(value("bourse_feed_subscribers_max")).isEqualTo(1);
		}
		await().until(() -> gauge("bourse.streams", "socket") == 0);
	}

	private static double gauge(String meter, String door) {
		return registry().get(meter).tag("door", door).gauge().value();
	}

	private static double counter(String meter, String door) {
		return registry().get(meter).tag("door", door).counter().count();
	}

	private static MeterRegistry registry() {
		return bourse.context().getBean(MeterRegistry.class);
	}

	/** The meters of the scrape with their kinds, and which tags they have. */
	private static Map<String, Set<String>> scraped() {
		Map<String, String> kinds = scrape.lines()
			.filter((line) -> line.startsWith("# TYPE bourse_"))
			.map((line) -> line.split(" "))
			.collect(Collectors.toMap((words) -> words[2], (words) -> words[3]));
		// What is the most of a histogram belongs to it.
		kinds.keySet()
			.removeIf((name) -> name.endsWith("_max")
					&& "histogram".equals(kinds.get(name.substring(0, name.length() - "_max".length()))));
		Map<String, Set<String>> meters = new TreeMap<>();
		kinds.forEach((name, kind) -> meters.put(name + " " + kind,
				series().stream()
					.filter((one) -> one.name.equals(kind.equals("histogram") ? name + "_count" : name))
					.flatMap((one) -> one.labels.keySet().stream())
					.collect(Collectors.toSet())));
		return meters;
	}

	private static double value(String name, String... label) {
		List<Series> found = series().stream()
			.filter((one) -> one.name.equals(name) && (label.length == 0 || label[1].equals(one.labels.get(label[0]))))
			.toList();
		assertThat(found).as(name).hasSize(1);
		return found.get(0).value;
	}

	private static List<Series> series() {
		List<Series> all = new ArrayList<>();
		scrape.lines().map(SERIES::matcher).filter(Matcher::matches).forEach((line) -> {
			Map<String, String> labels = new HashMap<>();
			if (line.group(2) != null) {
				LABEL.matcher(line.group(2)).results().forEach((label) -> labels.put(label.group(1), label.group(2)));
			}
			all.add(new Series(line.group(1), labels, Double.parseDouble(line.group(3))));
		});
		return all;
	}

	private static List<Row> meters() throws IOException {
		List<Row> rows = new ArrayList<>();
		for (String[] cells : tables()) {
			if (cells[0].startsWith("`bourse.")) {
				rows.add(new Row(cells[0].replace("`", ""), cells[1], split(cells[2]), cells[3]));
			}
		}
		return rows;
	}

	/**
	 * What the README says in code marks of each tag that is told in a row of its own.
	 */
	private static Map<String, Set<String>> values() throws IOException {
		Map<String, Set<String>> values = new HashMap<>();
		for (String[] cells : tables()) {
			if (cells.length == 2) {
				Set<String> marked = Pattern.compile("`([a-z0-9_-]+)`")
					.matcher(cells[1])
					.results()
					.map((mark) -> mark.group(1))
					.collect(Collectors.toCollection(TreeSet::new));
				split(cells[0]).forEach((tag) -> values.put(tag, marked));
			}
		}
		return values;
	}

	/** The cells of all rows in the part of the README that is about this. */
	private static List<String[]> tables() throws IOException {
		String part = Files.readString(Path.of("README.md")).split("### Watching the server")[1].split("\n#")[0];
		return part.lines()
			.filter((line) -> line.startsWith("| "))
			.map((line) -> Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|"))
				.map(String::strip)
				.toArray(String[]::new))
			.toList();
	}

	private static Set<String> split(String list) {
		return Arrays.stream(list.split(", ")).filter((one) -> !one.isEmpty()).collect(Collectors.toSet());
	}

	/** A row of the table of meters. */
	private record Row(String name, String kind, Set<String> tags, String unit) {

		/** As the README says that it is made. */
		private String prometheusName() {
			return this.name.replace('.', '_') + (this.unit.isEmpty() ? "" : "_" + this.unit)
					+ (this.kind.equals("counter") ? "_total" : "");
		}

	}

	/** A line of the scrape. */
	private record Series(String name, Map<String, String> labels, double value) {
	}

}
