package org.bourse.web;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bourse.RunningBourse;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteJson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The HTTP door through a real client. Each test has a stock of its own.
 */
class RestTest {

	private static final String TRADING = "\"status\":\"TRADING\",\"haltReason\":null,\"haltedAt\":null,\"resumeAt\":null";

	private static RunningBourse bourse;

	@BeforeAll
	static void open() {
		bourse = new RunningBourse("--bourse.market.max-volume=10", "--bourse.market.stocks[0].symbol=Look",
				"--bourse.market.stocks[0].price=15.99", "--bourse.market.stocks[1].symbol=Trade",
				"--bourse.market.stocks[1].price=20.50", "--bourse.market.stocks[2].symbol=Same",
				"--bourse.market.stocks[2].price=1", "--bourse.market.stocks[3].symbol=Price",
				"--bourse.market.stocks[3].price=1", "--bourse.market.stocks[4].symbol=Halt",
				"--bourse.market.stocks[4].price=1", "--bourse.market.stocks[5].symbol=Full",
				"--bourse.market.stocks[5].price=1", "--bourse.market.stocks[6].symbol=Past",
				"--bourse.market.stocks[6].price=2.5", "--bourse.market.stocks[7].symbol=Example",
				"--bourse.market.stocks[7].price=1");
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	@Test
	void aStockIsFoundAndItsTagIsItsVersionInThisLifeOfTheServer() throws Exception {
		HttpResponse<String> response = bourse.get("/api/v1/stocks/Look");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body())
			.isEqualTo("{\"symbol\":\"Look\",\"price\":\"15.99\",\"volume\":0,\"volumeLimit\":10," + TRADING
					+ ",\"version\":1}");
		String tag = '"' + bourse.context().getBean(Epoch.class).id(1) + '"';
		assertThat(response.headers().firstValue("ETag")).contains(tag);
		assertThat(bourse.get("/api/v1/stocks/Look", "If-None-Match", tag).statusCode()).isEqualTo(304);
		String before = '"' + new Epoch("before").id(1) + '"';
		assertThat(bourse.get("/api/v1/stocks/Look", "If-None-Match", before).statusCode()).isEqualTo(200);
		assertThat(bourse.send("HEAD", "/api/v1/stocks/Look", "").statusCode()).isEqualTo(200);
	}

	@Test
	void nothingIsWrittenButJson() throws Exception {
		assertThat(bourse.get("/api/v1/stocks/Look", "Accept", "application/yaml").statusCode()).isEqualTo(406);
		assertThat(bourse.get("/api/v1/stocks/Look", "Accept", "application/json").statusCode()).isEqualTo(200);
	}

	@Test
	void stocksComeInPages() throws Exception {
		HttpResponse<String> first = bourse.get("/api/v1/stocks?limit=4");
		assertThat(symbols(first)).containsExactly("Example", "Full", "Halt", "Look");
		assertThat(first.headers().firstValue("Link")).contains("</api/v1/stocks?limit=4&after=Look>; rel=\"next\"");
		HttpResponse<String> last = bourse.get("/api/v1/stocks?limit=4&after=Look");
		assertThat(symbols(last)).containsExactly("Past", "Price", "Same", "Trade");
		assertThat(last.headers().firstValue("Link")).isEmpty();
		assertThat(symbols(bourse.get("/api/v1/stocks?prefix=L"))).containsExactly("Look");
	}

	private static List<String> symbols(HttpResponse<String> response) {
		return json(response).valueStream().map((stock) -> stock.get("symbol").asString()).toList();
	}

	@Test
	void aTradeIsAnsweredWithAllThatIsToKnow() throws Exception {
		assertThat(trade("Trade", "{\"quantity\":4,\"side\":\"SELL\"}").body())
			.isEqualTo("{\"outcome\":\"EXECUTED\",\"tradeId\":\"Trade-1\",\"duplicate\":false,\"remainingVolume\":6,"
					+ "\"stock\":{\"symbol\":\"Trade\",\"price\":\"20.5\",\"volume\":4,\"volumeLimit\":10," + TRADING
					+ ",\"version\":2}}");
		assertThat(trade("Trade", "{\"quantity\":7,\"side\":\"BUY\"}").body())
			.startsWith("{\"outcome\":\"LIMIT_EXCEEDED\",\"tradeId\":null,\"duplicate\":false,\"remainingVolume\":6,");
	}

	@Test
	void theSameKeyTradesOnceWithQuotesOrWithout() throws Exception {
		String order = "{\"quantity\":4,\"side\":\"BUY\"}";
		assertThat(trade("Same", order, "Idempotency-Key", "\"key-1\"").body()).contains("\"duplicate\":false");
		assertThat(trade("Same", order, "Idempotency-Key", "key-1").body()).contains("\"duplicate\":true",
				"\"tradeId\":\"Same-1\"");
	}

	@Test
	void aPriceIsReplaced() throws Exception {
		HttpResponse<String> response = bourse.send("PUT", "/api/v1/stocks/Price/price", "{\"price\":\"16.0100\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(json(response).get("price").asString()).isEqualTo("16.01");
	}

	@Test
	void aHaltStopsTradingUntilAResume() throws Exception {
		HttpResponse<String> halted = bourse.send("POST", "/api/v1/stocks/Halt/halt",
				"{\"reason\":\"NEWS\",\"resumeAt\":\"2999-01-01T00:00:00Z\"}");
		assertThat(halted.body()).contains("\"status\":\"HALTED\",\"haltReason\":\"NEWS\",\"haltedAt\":\"",
				"\"resumeAt\":\"2999-01-01T00:00:00Z\"");
		assertThat(halted.body()).isEqualTo(QuoteJson
			.of(Objects.requireNonNull(bourse.context().getBean(StockRepository.class).find(new Symbol("Halt")))));
		assertThat(trade("Halt", "{\"quantity\":1,\"side\":\"BUY\"}").body()).contains("\"outcome\":\"HALTED\"");
		assertThat(bourse.send("POST", "/api/v1/stocks/Halt/resume", "{}").body()).contains(TRADING);
	}

	@Test
	void aStockThatReachedItsLimitResumesWithAnotherLimitOrAReset() throws Exception {
		trade("Full", "{\"quantity\":10,\"side\":\"BUY\"}");
		assertThat(bourse.send("POST", "/api/v1/stocks/Full/resume", "{\"volumeLimit\":11}").body())
			.contains("\"volume\":10,\"volumeLimit\":11," + TRADING);
		trade("Full", "{\"quantity\":1,\"side\":\"BUY\"}");
		assertThat(bourse.send("POST", "/api/v1/stocks/Full/resume", "{\"resetVolume\":true}").body())
			.contains("\"volume\":0,\"volumeLimit\":11," + TRADING);
	}

	@Test
	void whatHappenedIsToldInPages() throws Exception {
		for (int i = 0; i < 3; i++) {
			trade("Past", "{\"quantity\":1,\"side\":\"BUY\"}");
		}
		bourse.send("POST", "/api/v1/stocks/Past/halt", "{\"reason\":\"NEWS\"}");
		HttpResponse<String> trades = bourse.get("/api/v1/stocks/Past/trades?limit=2");
		assertThat(timeless(trades))
			.isEqualTo("[{\"tradeId\":\"Past-3\",\"sequence\":3,\"side\":\"BUY\",\"quantity\":1,"
					+ "\"price\":\"2.5\",\"volumeAfter\":3,\"time\":\"T\"},{\"tradeId\":\"Past-2\",\"sequence\":2,\"side\":\"BUY\","
					+ "\"quantity\":1,\"price\":\"2.5\",\"volumeAfter\":2,\"time\":\"T\"}]");
		assertThat(trades.headers().firstValue("Link"))
			.contains("</api/v1/stocks/Past/trades?limit=2&before=2>; rel=\"next\"");
		assertThat(bourse.get("/api/v1/stocks/Past/trades?limit=2&before=2").body())
			.startsWith("[{\"tradeId\":\"Past-1\",");
		assertThat(timeless(bourse.get("/api/v1/stocks/Past/events?limit=1")))
			.isEqualTo("[{\"version\":5,\"kind\":\"HALTED\",\"haltReason\":\"NEWS\",\"volume\":3,\"volumeLimit\":10,"
					+ "\"actor\":\"http 127.0.0.1\",\"time\":\"T\"}]");
		assertThat(timeless(bourse.get("/api/v1/stocks/Past/candles?interval=1d&from=2020-01-01T00:00:00Z&limit=1000")))
			.isEqualTo("[{\"time\":\"T\",\"open\":\"2.5\",\"high\":\"2.5\",\"low\":\"2.5\",\"close\":\"2.5\","
					+ "\"volume\":3,\"trades\":3}]");
		assertThat(bourse.get("/api/v1/stocks/Nope/candles").statusCode()).isEqualTo(404);
	}

	private static String timeless(HttpResponse<String> response) {
		return response.body().replaceAll("\"time\":\"[^\"]*\"", "\"time\":\"T\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{\"quantity\":1.5,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":\"10\",\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":1e3,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":10.0,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":1.0,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":1e0,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":1E+0,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":10e0,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":1.0e1,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":-0,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":-1,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":1e999999999,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":9223372036854775808,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":null,\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":[1],\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":true,\"side\":\"BUY\"}|QUANTITY_INVALID", "{\"side\":\"BUY\"}|QUANTITY_INVALID",
			"{\"quantity\":1}|SIDE_INVALID", "{\"quantity\":1,\"side\":\"\\ud83d\"}|SIDE_INVALID",
			"{\"quantity\":1,\"side\":\"\\u0000<b>\"}|SIDE_INVALID",
			"{\"quantity\":1,\"side\":\"BUY\",\"sid\":1}|FIELD_UNKNOWN",
			"{\"quantity\":1,\"quantity\":2,\"side\":\"BUY\"}|BODY_INVALID",
			"{\"quantity\":1,\"side\":\"BUY\"} {}|BODY_INVALID", "{\"quantity\":01,\"side\":\"BUY\"}|BODY_INVALID",
			"{\"quantity\":NaN}|BODY_INVALID", "[]|BODY_INVALID", "1|BODY_INVALID", "null|BODY_INVALID",
			"{|BODY_INVALID", "{\"quantity\":1,}|BODY_INVALID", "// hm|BODY_INVALID", "{'quantity':1}|BODY_INVALID" })
	void whatIsNoTradeIsAProblemAndChangesNothing(String body, String code) throws Exception {
		HttpResponse<String> response = trade("Look", body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
		assertThat(json(response).get("code").asString()).isEqualTo(code);
		assertThat(response.body()).doesNotContain("Exception", "\tat ", "tools.jackson");
		assertThat(bourse.get("/api/v1/stocks/Look").body()).contains("\"volume\":0,");
	}

	@ParameterizedTest
	@ValueSource(strings = { "20.0", "20e0", "2.0e1", "200e-1", "0", "-0", "\"20\"" })
	void whatIsNoWholeNumberIsNoVolumeLimit(String limit) throws Exception {
		HttpResponse<String> response = bourse.send("POST", "/api/v1/stocks/Look/resume",
				"{\"volumeLimit\":" + limit + "}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(json(response).get("code").asString()).isEqualTo("VOLUME_LIMIT_INVALID");
	}

	@Test
	void aDeepBodyIsAProblem() throws Exception {
		assertThat(json(trade("Look", "[".repeat(8_000))).get("code").asString()).isEqualTo("BODY_INVALID");
	}

	@Test
	void allViolationsAreToldTogether() throws Exception {
		JsonNode problem = json(
				trade("Bad%0aName", "{\"quantity\":0,\"side\":\"HOLD\",\"x\":1}", "Idempotency-Key", "a b"));
		assertThat(problem.get("violations").valueStream().map((violation) -> violation.get("code").asString()))
			.containsExactly("SYMBOL_INVALID", "QUANTITY_INVALID", "SIDE_INVALID", "CLIENT_ORDER_ID_INVALID",
					"FIELD_UNKNOWN");
		assertThat(problem.at("/violations/0").toString()).isEqualTo(
				"{\"field\":\"symbol\",\"code\":\"SYMBOL_INVALID\",\"message\":\"symbol must be 1 to 16 of A-Z a-z 0-9 . _ -; it is 'Bad?Name'\"}");
	}

	@Test
	void ofManyViolationsTheFirstOnesAreTold() throws Exception {
		String fields = IntStream.range(0, 500).mapToObj((i) -> "\"f" + i + "\":1").collect(Collectors.joining(","));
		HttpResponse<String> response = trade("Look", "{" + fields + "}");
		assertThat(json(response).get("violations")).hasSize(10);
		assertThat(json(response).get("detail").asString()).endsWith("'f7'; and more");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/v1/stocks/Look", "/api/v1/nope", "/actuator/health", "/swagger-ui/index.html",
			"/v3/api-docs", "/api/v1/stocks/%00", "/" })
	void everyAnswerHasSecureHeaders(String path) throws Exception {
		HttpResponse<String> response = bourse.get(path);
		assertThat(response.headers().firstValue("Content-Security-Policy")).get()
			.asString()
			.startsWith("default-src 'self'; frame-ancestors 'none'")
			.doesNotContain("unsafe-eval", "script-src");
		assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
		assertThat(response.headers().firstValue("X-Frame-Options")).contains("DENY");
		assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		if (path.startsWith("/api/")) {
			assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/swagger-ui/../api/v1/stocks/Look", "/swagger-ui/%2e%2e/", "/swagger-ui;x/../index.html",
			"/swagger-uis" })
	void whatOnlyLooksLikeSwaggersHasThePolicyOfAll(String path) throws Exception {
		assertThat(bourse.get(path).headers().firstValue("Content-Security-Policy")).get()
			.asString()
			.doesNotContain("unsafe-inline");
	}

	@Test
	void anAnswerOfTheApiIsNotKeptHoweverItsPathIsWritten() throws Exception {
		HttpResponse<String> response = bourse.get("/%61pi/v1/stocks/Look");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
	}

	@Test
	void filesWithoutAVersionInTheirNameAreAskedForAgainAndKnownByTheirHash() throws Exception {
		HttpResponse<String> script = bourse.get("/webjars/echarts/echarts.min.js");
		assertThat(script.headers().firstValue("Cache-Control")).contains("no-cache");
		assertThat(script.headers().firstValue("Last-Modified")).isEmpty();
		String hash = script.headers().firstValue("ETag").orElseThrow();
		assertThat(bourse.get("/webjars/echarts/echarts.min.js", "If-None-Match", hash).statusCode()).isEqualTo(304);
	}

	@Test
	void theApiIsDescribed() throws Exception {
		JsonNode api = json(bourse.get("/v3/api-docs"));
		assertThat(api.get("paths").propertyNames()).containsExactlyInAnyOrder("/api/v1/stocks",
				"/api/v1/stocks/{symbol}", "/api/v1/stocks/{symbol}/price", "/api/v1/stocks/{symbol}/trades",
				"/api/v1/stocks/{symbol}/halt", "/api/v1/stocks/{symbol}/resume", "/api/v1/stocks/{symbol}/candles",
				"/api/v1/stocks/{symbol}/events", "/api/v1/stream");
		assertThat(api.at("/components/schemas").propertyNames()).contains("Stock", "TradeAnswer", "TradeRequest",
				"Problem");
		assertThat(bourse.get("/swagger-ui.html").statusCode()).isEqualTo(302);
		assertThat(bourse.get("/swagger-ui/index.html").body()).contains("swagger-ui");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/api/v1/stocks | GET,HEAD,OPTIONS
			/api/v1/stocks/Look | GET,HEAD,OPTIONS
			/api/v1/stocks/Look/price | PUT,OPTIONS
			/api/v1/stocks/Look/trades | GET,HEAD,OPTIONS,POST
			/api/v1/stocks/Look/halt | POST,OPTIONS
			/api/v1/stream | GET,HEAD,OPTIONS""")
	void aPathTellsItsMethodsToAPreflightAndToAllOthers(String path, String methods) throws Exception {
		for (String[] headers : new String[][] { {},
				{ "Origin", "http://elsewhere.example", "Access-Control-Request-Method", "POST" } }) {
			HttpResponse<String> response = bourse.send("OPTIONS", path, "", headers);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Allow").orElseThrow().split(","))
				.containsExactlyInAnyOrder(methods.split(","));
			assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		}
	}

	@Test
	void aPreflightOfAPathThatIsNotThereFindsNothing() throws Exception {
		assertThat(bourse
			.send("OPTIONS", "/api/v1/nope", "", "Origin", "http://elsewhere.example", "Access-Control-Request-Method",
					"POST")
			.statusCode()).isEqualTo(404);
	}

	@Test
	void descriptionTellsWhatMayBeNullAndWhatIsAlwaysThere() throws Exception {
		JsonNode schemas = json(bourse.get("/v3/api-docs")).at("/components/schemas");
		for (String name : List.of("Stock", "TradeAnswer", "Candle", "Trade", "Event", "Violation")) {
			assertThat(strings(schemas.at("/" + name + "/required"))).as(name)
				.containsExactlyInAnyOrderElementsOf(schemas.at("/" + name + "/properties").propertyNames());
		}
		assertThat(strings(schemas.at("/Problem/required"))).containsExactlyInAnyOrder("type", "title", "status",
				"detail", "code");
		assertThat(nullable(schemas, "Stock")).containsExactly("haltReason", "haltedAt", "resumeAt");
		assertThat(nullable(schemas, "TradeAnswer")).containsExactly("tradeId");
		assertThat(nullable(schemas, "Event")).containsExactly("haltReason");
		assertThat(nullable(schemas, "HaltRequest")).containsExactly("resumeAt");
		assertThat(nullable(schemas, "ResumeRequest")).containsExactly("volumeLimit", "resetVolume");
		assertThat(schemas.at("/Stock/properties/haltReason/enum").toString())
			.isEqualTo("[\"VOLUME_LIMIT\",\"ADMIN\",\"NEWS\",\"REGULATORY\",null]");
	}

	private static List<String> nullable(JsonNode schemas, String name) {
		return schemas.at("/" + name + "/properties")
			.propertyStream()
			.filter((property) -> strings(property.getValue().path("type")).contains("null"))
			.map(Map.Entry::getKey)
			.toList();
	}

	private static List<String> strings(JsonNode array) {
		return array.valueStream().map(JsonNode::asString).toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "halt", "resume" })
	void examplesOfTheDescriptionAreUnderstood(String request) throws Exception {
		JsonNode examples = json(bourse.get("/v3/api-docs")).at("/paths")
			.get("/api/v1/stocks/{symbol}/" + request)
			.at("/post/requestBody/content")
			.get("application/json")
			.get("examples");
		assertThat(examples).isNotEmpty();
		for (JsonNode example : examples) {
			bourse.send("POST", "/api/v1/stocks/Example/halt", "{\"reason\":\"ADMIN\"}");
			HttpResponse<String> response = bourse.send("POST", "/api/v1/stocks/Example/" + request,
					example.get("value").toString());
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		}
	}

	@Test
	void requestsAreMeasuredLikeThoseOfTheOtherDoors() throws Exception {
		bourse.get("/api/v1/stocks/Nope");
		bourse.get("/api/v1/stocks/Nope%20");
		assertThat(bourse.get("/actuator/prometheus").body()).contains(
				"bourse_requests_seconds_count{command=\"lookup\",door=\"http\",outcome=\"unknown_stock\"}",
				"bourse_requests_seconds_count{command=\"lookup\",door=\"http\",outcome=\"invalid\"}");
	}

	private static HttpResponse<String> trade(String symbol, String body, String... headers) throws Exception {
		return bourse.send("POST", "/api/v1/stocks/" + symbol + "/trades", body, headers);
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

}
