package org.bourse.client.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bourse.client.bench.Conditions.Client;
import org.bourse.client.bench.Conditions.Plan;
import org.bourse.client.bench.Conditions.Server;
import org.bourse.client.bench.Result.End;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The forms of one report.
 */
class ReportsTest {

	private static final String EVIL = "</script><script>alert('x')</script><img src=x onerror=alert(1)>";

	@Test
	void theTextHasConditionsFiguresAndVerdicts() {
		assertThat(TextReport.of(report("localhost"))).isEqualTo("""
				bench   lookup, closed loop, measurements 1, each 10 s after a warm-up of 0.5 s, pipeline 1, stocks
				        4, seed 42
				started 2026-01-02T03:04:05Z
				command --scenario=lookup
				client  Bourse 0.1.0 (abc1234), Java 17.0.15, Linux amd64, CPUs 2, heap 512 MiB, load threads 1
				server  localhost, ports 8888 and 9090; localhost:8888 says: Bourse 0.1.0 (abc1234), Java 25, CPUs
				        2, heap 1024 MiB, store sqlite, socket threads 2, gRPC threads 0 (event loops)
				itself  socket 4.0 requests/s, p50 2.001 ms; by the bench itself, against a server that does nothing
				note    a note

				Latency and throughput
				door    connections  clients  answers  answers/s  p50 ms  p90 ms  p99 ms  p99.9 ms  max ms  errors
				socket  kept               5        4        0.4   2.001       -       -         -   4.002       1
				=> Outcomes: found 4, busy 1.
				FAILED: errors>0
				        socket, lookup, kept connections, 5 clients: 1""".replace("4/s, p50", "4 requests/s, p50")
			.replace("\n", System.lineSeparator()));
	}

	@Test
	void theJsonHasUnitsInItsKeys() {
		JsonNode json = JsonMapper.shared().readTree(JsonReport.of(report("localhost")));
		assertThat(json.propertyNames()).containsExactly("schema", "conditions", "self", "measurements", "conclusions",
				"notes", "thresholds", "end");
		assertThat(json.at("/conditions").toString()).isEqualTo("{\"startedAt\":\"2026-01-02T03:04:05Z\","
				+ "\"commandLine\":\"--scenario=lookup\",\"client\":{\"version\":\"0.1.0\",\"commit\":\"abc1234\","
				+ "\"javaVersion\":\"17.0.15\",\"operatingSystem\":\"Linux amd64\",\"processors\":2,"
				+ "\"maxHeapBytes\":536870912,\"loadThreads\":1},\"server\":{\"host\":\"localhost\",\"socketPort\":8888,"
				+ "\"grpcPort\":9090,\"onThisHost\":true,\"informant\":\"localhost:8888\",\"version\":\"0.1.0\","
				+ "\"commit\":\"abc1234\",\"javaVersion\":\"25\",\"processors\":\"2\",\"maxHeapBytes\":\"1073741824\","
				+ "\"socketThreads\":\"2\",\"grpcThreads\":\"0\",\"store\":\"sqlite\"},\"plan\":{\"scenario\":\"lookup\","
				+ "\"loop\":\"closed\",\"ratePerSecond\":null,\"pipeline\":1,\"seed\":42,\"warmUpSeconds\":0.5,"
				+ "\"durationSeconds\":10.0,\"measurements\":1,\"stocks\":4,\"firstStocks\":[\"GameStart\"]}}");
		assertThat(json.at("/measurements").toString()).isEqualTo("[{\"scenario\":\"lookup\",\"door\":\"socket\","
				+ "\"connections\":\"kept\",\"clients\":5,\"pipeline\":1,\"ratePerSecond\":null,\"warmUpSeconds\":0.5,"
				+ "\"durationSeconds\":10.0,\"requests\":5,\"answers\":4,\"answersPerSecond\":0.4,\"p50Millis\":2.000895,"
				+ "\"p90Millis\":null,\"p99Millis\":null,\"p99.9Millis\":null,\"maxMillis\":4.001791,\"errors\":1,"
				+ "\"outcomes\":{\"FOUND\":4,\"EXECUTED\":0,\"REFUSED\":0,\"UNKNOWN_STOCK\":0,\"BUSY\":1,"
				+ "\"UNAVAILABLE\":0,\"UNKNOWN\":0,\"ERROR\":0,\"NO_ANSWER\":0,\"DISCONNECTED\":0,\"NOT_SENT\":0},"
				+ "\"curve\":[{\"percentile\":0.0,\"millis\":1.000447},"
				+ "{\"percentile\":12.5,\"millis\":1.000447},{\"percentile\":25.0,\"millis\":1.000447},"
				+ "{\"percentile\":37.5,\"millis\":2.000895},{\"percentile\":50.0,\"millis\":2.000895},"
				+ "{\"percentile\":56.25,\"millis\":3.000319},{\"percentile\":62.5,\"millis\":3.000319},"
				+ "{\"percentile\":68.75,\"millis\":3.000319},{\"percentile\":75.0,\"millis\":3.000319}],\"end\":\"COMPLETE\"}]");
		assertThat(json.at("/thresholds").toString()).isEqualTo("[{\"threshold\":\"errors>0\",\"passed\":false,"
				+ "\"failures\":[\"socket, lookup, kept connections, 5 clients: 1\"]}]");
		assertThat(json.at("/conclusions").toString())
			.isEqualTo("[\"Latency and throughput Outcomes: found 4, busy 1.\"]");
		assertThat(json.at("/notes").toString()).isEqualTo("[\"a note\"]");
		assertThat(json.at("/schema").asInt()).isEqualTo(1);
		assertThat(json.at("/end").asString()).isEqualTo("COMPLETE");
	}

	@Test
	void theCsvHasALineForEachMeasurement() {
		assertThat(CsvReport.of(report("localhost")))
			.isEqualTo("scenario,door,connections,clients,pipeline,rate_per_s,warm_up_s,duration_s,requests,answers,"
					+ "answers_per_s,p50_ms,p90_ms,p99_ms,p99.9_ms,max_ms,errors,found,executed,refused,"
					+ "unknown_stock,busy,unavailable,unknown,error,no_answer,disconnected,not_sent,end\n"
					+ "lookup,socket,kept,5,1,,0.5,10.0,5,4,0.4,2.000895,,,,4.001791,1,4,0,0,0,1,0,0,0,0,0,0,"
					+ "COMPLETE\n");
	}

	@Test
	void theCurveGoesAsFarAsThereAreAnswers() {
		Result result = TestResults.of(TestResults.measurement(1), 10, 1000, 0);
		assertThat(result.curve())
			.isSortedAccordingTo((one, other) -> Double.compare(one.percentile(), other.percentile()))
			.allSatisfy((point) -> assertThat(point.percentile()).isLessThanOrEqualTo(99.9))
			.anySatisfy((point) -> assertThat(point.percentile()).isGreaterThan(99.8));
	}

	@Test
	void thePageIsOneFileThatFetchesNothing() {
		String page = HtmlReport.of(report("localhost"));
		String own = withoutLibrary(page);
		assertThat(own).contains("Content-Security-Policy\" content=\"default-src 'none'")
			.doesNotContain("src=", "href=", "@import", "url(", "fetch(", "http:", "https:", "import(");
		assertThat(page).doesNotContain("sourceMappingURL").contains("version=\"5.5.0\"");
	}

	@Test
	void thePageHasATableForEachChartAndTheConclusion() {
		String page = HtmlReport.of(report("localhost"));
		for (String id : List.of("all-latency", "all-throughput", "all-percentiles")) {
			assertThat(page).containsPattern(
					"<div class=\"chart\" id=\"" + id + "\" role=\"img\" aria-label=\"[^\"]+\"></div>\\s*<details>");
		}
		assertThat(count(page, "<table>")).isEqualTo(4);
		assertThat(withoutLibrary(page)).contains("Outcomes: found 4, busy 1.", "<h2>Latency and throughput</h2>",
				"prefers-color-scheme: dark", "<li>a note</li>", "FAILED: errors&gt;0");
		assertThat(JsonMapper.shared().readTree(island(page)).at("/0/lines/0/points").toString())
			.isEqualTo("[[5.0,2.000895]]");
	}

	@Test
	void noNameCanBecomeAScriptOfThePage() {
		String evil = HtmlReport.of(report(EVIL));
		assertThat(withoutLibrary(evil)).doesNotContain("<script>alert", "<img", EVIL);
		assertThat(count(evil, "<script")).isEqualTo(count(HtmlReport.of(report("localhost")), "<script"));
		assertThat(count(evil, "</script")).isEqualTo(3);
		assertThat(JsonMapper.shared().readTree(island(evil)).at("/0/lines/0/name").asString()).contains(EVIL);
	}

	private static String island(String page) {
		Matcher island = Pattern.compile("<script type=\"application/json\" id=\"figures\">(.*?)</script>")
			.matcher(page);
		assertThat(island.find()).isTrue();
		return island.group(1);
	}

	private static String withoutLibrary(String page) {
		int begin = page.indexOf("<script>");
		return page.substring(0, begin) + page.substring(page.indexOf("</script>", begin));
	}

	private static long count(String text, String part) {
		return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
	}

	/** With a name, wherever a name may come from outside. */
	private static Report report(String name) {
		Result result = TestResults.of(TestResults.measurement(5), 10, 4, 1);
		Conditions conditions = new Conditions("2026-01-02T03:04:05Z", "--scenario=lookup",
				new Client("0.1.0", "abc1234", "17.0.15", "Linux amd64", 2, 512 * 1024 * 1024, 1),
				new Server(name, 8888, 9090, true, name + ":8888", "0.1.0", "abc1234", "25", "2", "1073741824", "2",
						"0", "sqlite"),
				new Plan(Scenario.lookup, "closed", null, 1, 42, 0.5, 10, 1, 4,
						List.of(name.equals("localhost") ? "GameStart" : name)));
		List<Section> sections = ScenarioReport.sections(List.of(result));
		if (!name.equals("localhost")) {
			sections = sections.stream().map((section) -> named(section, name)).toList();
		}
		return new Report(conditions, List.of(TestResults.of(TestResults.measurement(5), 1, 4, 0)), sections,
				List.of(result), List.of("a note"), List.of(Threshold.parse("errors>0").judge(List.of(result))),
				End.COMPLETE);
	}

	private static Section named(Section section, String name) {
		List<Chart> charts = section.charts()
			.stream()
			.map((chart) -> new Chart(chart.id(), name, chart.x(), chart.y(),
					chart.lines()
						.stream()
						.map((line) -> new Chart.Line(name, line.colour(), line.dashed(), line.points()))
						.toList()))
			.toList();
		return new Section(name, new Table(List.of(name), List.of(List.of(name))), name, charts);
	}

}
