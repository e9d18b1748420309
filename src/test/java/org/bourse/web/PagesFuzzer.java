package org.bourse.web;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.apache.tomcat.util.http.Parameters;
import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.CandleSeries;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Symbol;
import org.bourse.domain.Trade;
import org.bourse.domain.TradeId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the query, and however it is written: the answer is rows or a problem that
 * names a parameter; and who follows the links gets the same rows as who asks for all at
 * once.
 * <p>
 * An input is the end of a path and a query, such as {@code trades?limit=2}.
 */
public final class PagesFuzzer {

	/** Tomcat refuses all others, before anything is decoded. */
	private static final Pattern INPUT = Pattern
		.compile("(candles|trades|events)\\?([-A-Za-z0-9._~!$&'()*+,;=:@/?%]*)");

	private static final Pattern LINK = Pattern.compile("</api/v1/stocks/GameStart/" + INPUT + ">; rel=\"next\"");

	private static final Symbol SYMBOL = new Symbol("GameStart");

	private static final Instant OPENED = Instant.parse("2026-01-02T14:30:00Z");

	private static final int ROWS = 12;

	private static final int MAX_DIGITS = 18;

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final MockMvc door = MockMvcBuilders
		.standaloneSetup(new HistoryEndpoint(new NaiveHistory(), Clock.systemUTC(), new SimpleMeterRegistry()))
		.setControllerAdvice(new Problems(new SimpleMeterRegistry()))
		.addInterceptors(new UnknownParameters())
		.setValidator(new WebConfiguration().getValidator())
		.build();

	static {
		// Where Boot does not run, each request would be told in a dozen lines.
		LoggingSystem.get(PagesFuzzer.class.getClassLoader()).setLogLevel("org.springframework", LogLevel.WARN);
	}

	private PagesFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] input) throws Exception {
		Matcher target = INPUT.matcher(new String(input, StandardCharsets.ISO_8859_1));
		if (!target.matches()) {
			return;
		}
		Map<String, String[]> parameters;
		try {
			parameters = parameters(target.group(2));
		}
		catch (InvalidParameterException ex) {
			// Tomcat has refused it.
			return;
		}
		MockHttpServletResponse response = get(target.group(1), target.group(2), parameters);
		if (response.getStatus() != 200) {
			checkProblem(response, parameters);
			return;
		}
		List<JsonNode> followed = followed(response);
		parameters.put("limit", new String[] { "1000" });
		List<JsonNode> all = rows(get(target.group(1), target.group(2), parameters));
		// Those without a link may be the last ones.
		assertThat(followed).isEqualTo((next(response) != null) ? all : rows(response));
	}

	/** All rows of a page and of those behind it. */
	private static List<JsonNode> followed(MockHttpServletResponse first) throws Exception {
		List<JsonNode> all = new ArrayList<>(rows(first));
		int size = all.size();
		Matcher next = next(first);
		while (next != null) {
			MockHttpServletResponse page = get(next.group(1), next.group(2), parameters(next.group(2)));
			assertThat(page.getStatus()).as(next.group()).isEqualTo(200);
			List<JsonNode> rows = rows(page);
			all.addAll(rows);
			next = next(page);
			assertThat(next != null).isEqualTo(rows.size() == size);
			assertThat(all).hasSizeLessThanOrEqualTo(ROWS);
		}
		return all;
	}

	private static void checkProblem(MockHttpServletResponse response, Map<String, String[]> parameters) {
		assertThat(response.getStatus()).isEqualTo(400);
		JsonNode problem = JSON.readTree(response.getContentAsByteArray());
		assertThat(problem.get("detail").asString().chars()).noneMatch(Character::isISOControl);
		List<String> codes = problem.get("violations")
			.valueStream()
			.map((violation) -> violation.get("code").asString())
			.toList();
		assertThat(codes).isNotEmpty().contains(problem.get("code").asString());
		if (codes.contains("PARAMETER_UNKNOWN")) {
			assertThat(codes).containsOnly("PARAMETER_UNKNOWN");
			return;
		}
		assertThat(codes).isSubsetOf("TIME_INVALID", "PAGE_TOKEN_INVALID", "PAGE_SIZE_INVALID",
				"CANDLE_INTERVAL_INVALID");
		assertThat(codes.contains("PAGE_TOKEN_INVALID")).isEqualTo(!isPlace(parameters.get("before")));
	}

	/**
	 * @param before the values of the parameter; null if there are none
	 */
	private static boolean isPlace(String @Nullable [] before) {
		if (before == null) {
			return true;
		}
		try {
			BigInteger place = new BigInteger(String.join(",", before));
			return place.toString().equals(before[0]) && place.signum() > 0 && place.bitLength() < Long.SIZE
					&& before[0].length() <= MAX_DIGITS;
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	/** As Tomcat decodes them. */
	private static Map<String, String[]> parameters(String query) {
		MessageBytes text = MessageBytes.newInstance();
		text.setString(query);
		Parameters parameters = new Parameters();
		parameters.setQuery(text);
		parameters.setQueryStringCharset(StandardCharsets.UTF_8);
		parameters.handleQueryParameters();
		Map<String, String[]> values = new LinkedHashMap<>();
		for (String name : Collections.list(parameters.getParameterNames())) {
			values.put(name, parameters.getParameterValues(name));
		}
		return values;
	}

	private static MockHttpServletResponse get(String rows, String query, Map<String, String[]> parameters)
			throws Exception {
		MvcResult result = door.perform((context) -> {
			MockHttpServletRequest request = new MockHttpServletRequest(context, "GET",
					"/api/v1/stocks/GameStart/" + rows);
			request.setQueryString(query);
			request.setParameters(parameters);
			request.setAsyncSupported(true);
			return request;
		}).andReturn();
		return (result.getRequest().isAsyncStarted()
				? door.perform(MockMvcRequestBuilders.asyncDispatch(result)).andReturn() : result)
			.getResponse();
	}

	private static List<JsonNode> rows(MockHttpServletResponse response) {
		return JSON.readTree(response.getContentAsByteArray()).valueStream().toList();
	}

	private static @Nullable Matcher next(MockHttpServletResponse response) {
		String header = response.getHeader(HttpHeaders.LINK);
		if (header == null) {
			return null;
		}
		Matcher link = LINK.matcher(header);
		assertThat(link.matches()).as(header).isTrue();
		return link;
	}

	/** Candles that are days apart, trades and events. */
	private static final class NaiveHistory implements MarketHistory {

		@Override
		public CompletableFuture<List<Candle>> candles(Symbol symbol, CandleInterval interval, Instant from,
				Instant until, int limit) {
			List<Candle> candles = candles(interval, until).stream()
				.filter((candle) -> !candle.start().isBefore(interval.startOf(from)))
				.toList();
			return CompletableFuture.completedFuture(candles.subList(0, Math.min(limit, candles.size())));
		}

		@Override
		public CompletableFuture<List<Candle>> latestCandles(Symbol symbol, CandleInterval interval, Instant until,
				int limit) {
			List<Candle> candles = candles(interval, until);
			return CompletableFuture
				.completedFuture(candles.subList(Math.max(0, candles.size() - limit), candles.size()));
		}

		private static List<Candle> candles(CandleInterval interval, Instant until) {
			return LongStream.range(0, ROWS)
				.mapToObj((i) -> Candle.of(SYMBOL, Price.MIN, new Quantity(1 + i),
						interval.startOf(OPENED.plus(Duration.ofHours(30 * i)))))
				.filter((candle) -> candle.start().isBefore(until))
				.toList();
		}

		@Override
		public CompletableFuture<List<Trade>> trades(Symbol symbol, long before, int limit) {
			return newestFirst(before, limit, (sequence) -> new Trade(new TradeId(symbol, sequence), Side.BUY,
					new Quantity(1), Price.MIN, sequence, OPENED));
		}

		@Override
		public CompletableFuture<List<MarketEvent>> events(Symbol symbol, long before, int limit) {
			return newestFirst(before, limit, (version) -> new MarketEvent(symbol, version,
					MarketEvent.Kind.LIMIT_CHANGED, null, 0, version, MarketEvent.MARKET, OPENED));
		}

		private static <T> CompletableFuture<List<T>> newestFirst(long before, int limit, LongFunction<T> row) {
			return CompletableFuture.completedFuture(LongStream.iterate(ROWS, (number) -> number - 1)
				.limit(ROWS)
				.filter((number) -> number < before)
				.limit(limit)
				.mapToObj(row)
				.toList());
		}

	}

}
