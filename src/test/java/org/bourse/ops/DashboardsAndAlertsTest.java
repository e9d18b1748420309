package org.bourse.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.bourse.RunningBourse;
import org.bourse.metrics.Outcome;
import org.bourse.ops.PromQl.Grouping;
import org.bourse.ops.PromQl.Matcher;
import org.bourse.ops.PromQl.Selector;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.UpdateRequest;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Dashboards and alerts ask for what a server exports: a name that nobody has would leave
 * a panel empty, and an alert silent for ever.
 */
class DashboardsAndAlertsTest {

	private static final Path PROMETHEUS = Path.of("ops/prometheus");

	private static final Path GRAFANA = Path.of("ops/grafana");

	/** In what people read: of a legend, and of an alert. */
	private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

	private static final Pattern ALERT_LABEL = Pattern.compile("\\$labels\\.(\\w+)");

	private static Scrape scrape;

	private static JsonNode dashboard;

	private static final List<JsonNode> rules = new ArrayList<>();

	@BeforeAll
	static void askARunningServer(@TempDir Path folder) throws Exception {
		dashboard = JsonMapper.shared().readTree(Files.readString(GRAFANA.resolve("dashboards/bourse.json")));
		yaml(PROMETHEUS.resolve("rules.yml")).get("groups").forEach((group) -> group.get("rules").forEach(rules::add));
		// A ledger and a pool, as they have metrics of their own.
		try (RunningBourse bourse = new RunningBourse("--bourse.store.url=jdbc:sqlite:" + folder.resolve("bourse.db"),
				"--bourse.grpc.threads=2")) {
			useEveryDoor(bourse);
			// There is a pause of it once there was one.
			System.gc();
			await().until(() -> bourse.get("/actuator/prometheus").body().contains("jvm_gc_pause_seconds_sum"));
			scrape = new Scrape(bourse.get("/actuator/prometheus").body());
		}
		// Prometheus' own.
		scrape.define("up", Set.of());
		scrape.define("ALERTS", Set.of("alertname", "alertstate", "severity"));
		for (JsonNode rule : rules) {
			if (rule.has("record")) {
				scrape.define(rule.get("record").asString(), resultLabels(PromQl.of(rule.get("expr").asString())));
			}
		}
	}

	private static void useEveryDoor(RunningBourse bourse) throws Exception {
		try (RawClient socket = bourse.socket()) {
			for (String command : List.of("LOOKUP GameStart", "UPDATE GameStart 16", "TRADE GameStart 1 BUY",
					"TRADE GameStart 1000000000 BUY")) {
				socket.ask(command);
			}
		}
		StockServiceBlockingStub stocks = StockServiceGrpc.newBlockingStub(bourse.channel());
		stocks.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build());
		stocks.update(UpdateRequest.newBuilder().setSymbol("GameStart").setPrice("16").build());
		stocks.trade(TradeRequest.newBuilder().setSymbol("GameStart").setQuantity(1).setSide(Side.SIDE_SELL).build());
		String gameStart = "/api/v1/stocks/GameStart";
		bourse.get(gameStart);
		bourse.send("PUT", gameStart + "/price", "{\"price\":\"16\"}");
		bourse.send("POST", gameStart + "/trades", "{\"quantity\":1,\"side\":\"BUY\"}");
	}

	@Test
	void everyRuleAsksForWhatThereIs() {
		List<String> mistakes = new ArrayList<>();
		for (JsonNode rule : rules) {
			String name = rule.get(rule.has("alert") ? "alert" : "record").asString();
			mistakes
				.addAll(mistakes(name, rule.get("expr").asString(), ALERT_LABEL, rule.path("annotations").toString()));
		}
		assertThat(mistakes).isEmpty();
	}

	@Test
	void everyPanelVariableAndAnnotationAsksForWhatThereIs() {
		List<String> mistakes = new ArrayList<>();
		for (JsonNode panel : panels()) {
			for (JsonNode target : panel.get("targets")) {
				mistakes.addAll(mistakes(panel.get("title").asString(), target.get("expr").asString(), LEGEND_LABEL,
						target.get("legendFormat").asString()));
			}
		}
		for (JsonNode variable : dashboard.at("/templating/list")) {
			mistakes.addAll(mistakes(variable.get("label").asString(), variable.at("/query/query").asString(),
					LEGEND_LABEL, ""));
			assertThat(variable.get("definition")).isEqualTo(variable.at("/query/query"));
		}
		for (JsonNode annotation : dashboard.at("/annotations/list")) {
			if (annotation.has("expr")) {
				mistakes
					.addAll(mistakes(annotation.get("name").asString(), annotation.get("expr").asString(), LEGEND_LABEL,
							annotation.get("titleFormat").asString() + annotation.get("textFormat").asString()));
			}
		}
		assertThat(mistakes).isEmpty();
	}

	@Test
	void whatNobodyExportsIsFound() {
		String right = "sum by (door) (rate(bourse_requests_seconds_count{outcome=~\"ok|busy\", instance=~\"$instance\"}[5m]))";
		assertThat(mistakes("Panel", right, LEGEND_LABEL, "{{door}}")).isEmpty();
		assertThat(mistakes("Panel", right.replace("requests", "reqeusts"), LEGEND_LABEL, "{{door}}"))
			.containsExactly("Panel: no metric bourse_reqeusts_seconds_count");
		assertThat(mistakes("Panel", right.replace("(door)", "(port)"), LEGEND_LABEL, "{{port}}"))
			.containsExactly("Panel: by (port), which bourse_requests_seconds_count has not");
		assertThat(mistakes("Panel", right.replace("outcome=", "result="), LEGEND_LABEL, "{{door}}"))
			.containsExactly("Panel: no label result of bourse_requests_seconds_count");
		assertThat(mistakes("Panel", right.replace("busy", "bussy"), LEGEND_LABEL, "{{door}}"))
			.containsExactly("Panel: no outcome bussy of bourse_requests_seconds_count");
		assertThat(mistakes("Panel", right, LEGEND_LABEL, "{{command}}"))
			.containsExactly("Panel: {{command}} is told, but not a label of the result");
		assertThat(mistakes("Panel", "sum(3)", LEGEND_LABEL, "")).containsExactly("Panel: asks for nothing");
	}

	@Test
	void everyAlertSaysHowBadItIsAndWhatToDoAndIsTried() throws Exception {
		String tried = Files.readString(PROMETHEUS.resolve("rules_test.yml"));
		for (JsonNode rule : rules) {
			if (rule.has("alert")) {
				String name = rule.get("alert").asString();
				assertThat(rule.at("/labels/severity").asString()).as(name).isIn("critical", "warning", "info");
				assertThat(rule.at("/annotations/summary").asString()).as(name).isNotBlank();
				assertThat(rule.at("/annotations/description").asString()).as(name).isNotBlank();
				assertThat(tried).contains("alertname=\"" + name + "\", alertstate=\"firing\"");
			}
		}
	}

	@Test
	void everyPanelSaysWhatItShowsAndInWhichUnit() {
		assertThat(dashboard.get("uid").asString()).isEqualTo("bourse");
		for (JsonNode panel : panels()) {
			String title = panel.get("title").asString();
			assertThat(title).isNotBlank();
			assertThat(panel.get("description").asString()).as(title).isNotBlank();
			assertThat(panel.at("/fieldConfig/defaults/unit").asString("")).as(title).isNotBlank();
			if (!List.of("stat", "table").contains(panel.get("type").asString())) {
				assertThat(panel.at("/options/legend/showLegend").asBoolean()).as(title).isTrue();
				assertThat(panel.get("targets")).as(title)
					.allSatisfy((target) -> assertThat(target.get("legendFormat").asString()).isNotBlank());
			}
		}
	}

	@Test
	void panelsHaveIdsAndPlacesOfTheirOwn() {
		Set<Integer> ids = new HashSet<>();
		Map<String, String> places = new LinkedHashMap<>();
		for (JsonNode panel : dashboard.get("panels")) {
			String title = panel.get("title").asString();
			assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
			JsonNode grid = panel.get("gridPos");
			assertThat(grid.get("x").asInt() + grid.get("w").asInt()).as(title).isLessThanOrEqualTo(24);
			for (int x = 0; x < grid.get("w").asInt(); x++) {
				for (int y = 0; y < grid.get("h").asInt(); y++) {
					String place = (grid.get("x").asInt() + x) + "," + (grid.get("y").asInt() + y);
					assertThat(places.put(place, title)).as(title + " lies on another").isNull();
				}
			}
		}
	}

	@Test
	void thePanelsAskTheDataSourceThatIsSetUp() throws Exception {
		JsonNode source = yaml(GRAFANA.resolve("provisioning/datasources/prometheus.yml")).at("/datasources/0");
		Set<String> uids = new TreeSet<>();
		dashboard.findValues("datasource").forEach((asked) -> uids.add(asked.get("uid").asString()));
		assertThat(uids).containsExactlyInAnyOrder(source.get("uid").asString(), "-- Grafana --");
		assertThat(source.get("type").asString()).isEqualTo("prometheus");
	}

	private static List<JsonNode> panels() {
		List<JsonNode> panels = new ArrayList<>();
		dashboard.get("panels").forEach((panel) -> {
			if (!panel.get("type").asString().equals("row")) {
				panels.add(panel);
			}
		});
		assertThat(panels).isNotEmpty();
		return panels;
	}

	/**
	 * What an expression asks for in vain.
	 * @param labelInText finds labels in the text that is made of its result
	 */
	private static List<String> mistakes(String where, String expression, Pattern labelInText, String text) {
		PromQl query = PromQl.of(expression);
		List<String> mistakes = new ArrayList<>();
		for (Selector selector : query.selectors()) {
			String metric = selector.metric();
			if (!scrape.has(metric)) {
				mistakes.add("no metric " + metric);
				continue;
			}
			for (Matcher matcher : selector.matchers()) {
				if (!scrape.labels(metric).contains(matcher.label())) {
					mistakes.add("no label " + matcher.label() + " of " + metric);
				}
				Set<String> values = values(metric, matcher.label());
				matcher.alternatives()
					.stream()
					.filter((value) -> !values.isEmpty() && !values.contains(value))
					.forEach((value) -> mistakes.add("no " + matcher.label() + " " + value + " of " + metric));
			}
		}
		for (Grouping grouping : query.groupings()) {
			for (String label : grouping.labels()) {
				grouping.of()
					.stream()
					.map(Selector::metric)
					.filter((metric) -> scrape.has(metric) && !scrape.labels(metric).contains(label))
					.forEach((metric) -> mistakes
						.add(grouping.keyword() + " (" + label + "), which " + metric + " has not"));
			}
		}
		if (query.selectors().isEmpty()) {
			mistakes.add("asks for nothing");
		}
		Set<String> known = resultLabels(query);
		labelInText.matcher(text)
			.results()
			.filter((label) -> !known.contains(label.group(1)))
			.map(MatchResult::group)
			.forEach((label) -> mistakes.add(label + " is told, but not a label of the result"));
		return mistakes.stream().map((mistake) -> where + ": " + mistake).toList();
	}

	/** Outcomes are exported when they first happen, so all that there are count. */
	private static Set<String> values(String metric, String label) {
		if (metric.startsWith("bourse_requests_") && label.equals("outcome")) {
			return new TreeSet<>(
					Arrays.stream(Outcome.values()).map((outcome) -> outcome.name().toLowerCase(Locale.ROOT)).toList());
		}
		return scrape.values(metric, label);
	}

	private static Set<String> resultLabels(PromQl query) {
		Set<String> labels = query.groupedBy();
		if (labels.isEmpty()) {
			query.selectors().forEach((selector) -> labels.addAll(scrape.labels(selector.metric())));
		}
		return labels;
	}

	private static JsonNode yaml(Path file) throws IOException {
		Map<String, ?> content = new Yaml().load(Files.readString(file));
		return JsonMapper.shared().valueToTree(content);
	}

}
