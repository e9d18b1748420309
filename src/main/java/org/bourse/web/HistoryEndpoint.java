package org.bourse.web;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Side;
import org.bourse.domain.Symbol;
import org.bourse.domain.Trade;
import org.bourse.metrics.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What happened: candles, trades and events.
 */
@RestController
@RequestMapping(path = "/api/v1/stocks/{symbol}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "History")
class HistoryEndpoint {

	private static final int DEFAULT_CANDLES = 500;

	private static final int DEFAULT_ROWS = 100;

	private final MarketHistory history;

	private final Clock clock;

	private final Command candles;

	private final Command trades;

	private final Command events;

	/**
	 * @param clock says up to when candles are told when nobody says it
	 */
	HistoryEndpoint(MarketHistory history, Clock clock, MeterRegistry registry) {
		this.history = history;
		this.clock = clock;
		this.candles = new Command(registry, "candles");
		this.trades = new Command(registry, "trades");
		this.events = new Command(registry, "events");
	}

	@GetMapping("/candles")
	@Operation(summary = "Candles, the oldest first",
			description = "Intervals without trades have none. Without 'from' the last ones; with it the first ones, and "
					+ "the header Link names the next page.")
	CompletableFuture<ResponseEntity<List<CandleRow>>> candles(@PathVariable String symbol,
			@RequestParam(defaultValue = "1m") String interval, @RequestParam(required = false) @Nullable String from,
			@RequestParam(required = false) @Nullable String until,
			@RequestParam(required = false) @Nullable String limit) {
		Pages.Here here = Pages.here();
		return this.candles.answer(() -> {
			Fields fields = new Fields();
			Symbol name = fields.read(() -> new Symbol(symbol));
			CandleInterval length = fields.read(() -> CandleInterval.parse(interval));
			Instant begin = time(fields, "from", from);
			Instant end = time(fields, "until", until);
			int most = Pages.limit(fields, limit, DEFAULT_CANDLES, MarketHistory.MAX_LIMIT);
			if (name == null || length == null || fields.areInvalid()) {
				throw fields.problem();
			}
			Instant before = (end != null) ? end : this.clock.instant();
			CompletableFuture<List<Candle>> found = (begin != null)
					? this.history.candles(name, length, begin, before, most)
					: this.history.latestCandles(name, length, before, most);
			return found.thenApply((rows) -> page(rows, CandleRow::of, (begin != null && rows.size() == most)
					? here.next("from", rows.get(most - 1).start().plus(length.duration())) : null));
		}, (answer) -> Outcome.OK, Function.identity());
	}

	private static @Nullable Instant time(Fields fields, String name, @Nullable String given) {
		if (given == null) {
			return null;
		}
		try {
			Instant time = Instant.parse(given);
			// Beyond, databases and candles have no numbers for it.
			if (!time.isBefore(Instant.EPOCH) && time.isBefore(Instant.parse("9999-12-31T00:00:00Z"))) {
				return time;
			}
		}
		catch (DateTimeParseException ex) {
			// Told like a time that is out of range.
		}
		fields.violated(name, ProblemType.TIME_INVALID,
				name + " must be a time from 1970 to 9999, such as 2026-11-23T14:30:00Z");
		return null;
	}

	@GetMapping("/trades")
	@Operation(summary = "Trades, the newest first", description = "The header Link names the next page.")
	CompletableFuture<ResponseEntity<List<TradeRow>>> trades(@PathVariable String symbol,
			@RequestParam(required = false) @Nullable String before,
			@RequestParam(required = false) @Nullable String limit) {
		Pages.Here here = Pages.here();
		return this.trades.answer(() -> {
			Rows rows = Rows.read(symbol, before, limit);
			return this.history.trades(rows.symbol, rows.before, rows.limit)
				.thenApply((found) -> page(found, TradeRow::of, (found.size() == rows.limit)
						? here.next("before", found.get(rows.limit - 1).id().sequence()) : null));
		}, (answer) -> Outcome.OK, Function.identity());
	}

	@GetMapping("/events")
	@Operation(summary = "Listings, halts, resumes, rolls and changes of the limit, the newest first",
			description = "The header Link names the next page.")
	CompletableFuture<ResponseEntity<List<EventRow>>> events(@PathVariable String symbol,
			@RequestParam(required = false) @Nullable String before,
			@RequestParam(required = false) @Nullable String limit) {
		Pages.Here here = Pages.here();
		return this.events.answer(() -> {
			Rows rows = Rows.read(symbol, before, limit);
			return this.history.events(rows.symbol, rows.before, rows.limit)
				.thenApply((found) -> page(found, EventRow::of, (found.size() == rows.limit)
						? here.next("before", found.get(rows.limit - 1).version()) : null));
		}, (answer) -> Outcome.OK, Function.identity());
	}

	/**
	 * @param next the header Link; null on the last page. A page that is full may be the
	 * last, upon which the next one is empty
	 */
	private static <T, R> ResponseEntity<List<R>> page(List<T> found, Function<T, R> form, @Nullable String next) {
		ResponseEntity.BodyBuilder response = ResponseEntity.ok();
		if (next != null) {
			response.header(HttpHeaders.LINK, next);
		}
		return response.body(found.stream().map(form).toList());
	}

	/** Which rows are asked for. */
	private record Rows(Symbol symbol, long before, int limit) {

		static Rows read(String symbol, @Nullable String before, @Nullable String limit) {
			Fields fields = new Fields();
			Symbol name = fields.read(() -> new Symbol(symbol));
			long place = Long.MAX_VALUE;
			if (before != null && before.matches("[1-9][0-9]{0,17}")) {
				place = Long.parseLong(before);
			}
			else if (before != null) {
				fields.violated("before", ProblemType.PAGE_TOKEN_INVALID, "before must be a whole number of 1 or more");
			}
			int most = Pages.limit(fields, limit, DEFAULT_ROWS, MarketHistory.MAX_LIMIT);
			if (name == null || fields.areInvalid()) {
				throw fields.problem();
			}
			return new Rows(name, place, most);
		}

	}

	/** A candle on the wire; the time is its start. */
	@Schema(name = "Candle")
	record CandleRow(@Schema(type = "string", format = "date-time") String time, String open, String high, String low,
			String close, long volume, long trades) {

		static CandleRow of(Candle candle) {
			return new CandleRow(candle.start().toString(), candle.open().toString(), candle.high().toString(),
					candle.low().toString(), candle.close().toString(), candle.volume(), candle.trades());
		}

	}

	/** A trade on the wire. */
	@Schema(name = "Trade")
	record TradeRow(String tradeId, long sequence, Side side, long quantity, String price, long volumeAfter,
			@Schema(type = "string", format = "date-time") String time) {

		static TradeRow of(Trade trade) {
			return new TradeRow(trade.id().toString(), trade.id().sequence(), trade.side(), trade.quantity().shares(),
					trade.price().toString(), trade.volumeAfter(), trade.time().toString());
		}

	}

	/** An event on the wire. */
	@Schema(name = "Event")
	record EventRow(long version, MarketEvent.Kind kind, @Nullable HaltReason haltReason, long volume, long volumeLimit,
			String actor, @Schema(type = "string", format = "date-time") String time) {

		static EventRow of(MarketEvent event) {
			return new EventRow(event.version(), event.kind(), event.haltReason(), event.volume(), event.volumeLimit(),
					event.actor(), event.time().toString());
		}

	}

}
