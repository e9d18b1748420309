package org.bourse.store;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Resumption;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.domain.Trade;
import org.bourse.domain.TradeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the history of every store must tell. A test class for each store extends it.
 */
abstract class MarketHistoryContract {

	static final Symbol GAME_START = new Symbol("GameStart");

	static final Symbol FISH_CO = new Symbol("FishCo");

	static final Symbol NOPE = new Symbol("Nope");

	private static final String OPENED = "2026-01-02T23:58:30Z";

	static final List<Stock> STOCKS = List.of(
			Stock.listed(GAME_START, Price.parse("15.99"), 1000, LocalDate.of(2026, 1, 2)),
			Stock.listed(FISH_CO, Price.parse("18.5"), 10, LocalDate.of(2026, 1, 2)));

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final SettableClock clock = new SettableClock(OPENED);

	/** A new repository with these stocks and no others. */
	abstract StockRepository open(Collection<Stock> stocks, Clock clock);

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
	}

	private StockRepository market() {
		StockRepository market = open(STOCKS, this.clock);
		if (market instanceof AutoCloseable closeable) {
			this.opened.add(closeable);
		}
		return market;
	}

	static MarketHistory history(StockRepository market) {
		return new StoreConfiguration().marketHistory(market);
	}

	static Order buy(Symbol symbol, long shares) {
		return new Order(symbol, new Quantity(shares), Side.BUY, null);
	}

	/** Executes an order at a price and a time of 2026. */
	private void trade(StockRepository market, String time, String price, long shares) {
		this.clock.set("2026-" + time + "Z");
		market.update(GAME_START, Price.parse(price)).join();
		market.trade(buy(GAME_START, shares)).join();
	}

	private static Candle candle(String start, String open, String high, String low, String close, long volume,
			long trades) {
		return new Candle(GAME_START, instant(start), Price.parse(open), Price.parse(high), Price.parse(low),
				Price.parse(close), volume, trades);
	}

	private static Instant instant(String time) {
		return Instant.parse("2026-" + time + "Z");
	}

	@Test
	void tradesAreToldFromTheLastToTheFirst() {
		StockRepository market = market();
		market.trade(buy(GAME_START, 40)).join();
		market.trade(buy(FISH_CO, 1)).join();
		market.trade(buy(FISH_CO, 11)).join();
		this.clock.set("2026-01-03T00:00:00.123456Z");
		market.update(GAME_START, Price.parse("16")).join();
		market.trade(new Order(GAME_START, new Quantity(2), Side.SELL, null)).join();
		assertThat(history(market).trades(GAME_START, Long.MAX_VALUE, 10).join()).containsExactly(
				new Trade(new TradeId(GAME_START, 2), Side.SELL, new Quantity(2), Price.parse("16"), 42,
						instant("01-03T00:00:00.123456")),
				new Trade(new TradeId(GAME_START, 1), Side.BUY, new Quantity(40), Price.parse("15.99"), 40,
						Instant.parse(OPENED)));
		assertThat(history(market).trades(FISH_CO, Long.MAX_VALUE, 10).join()).containsExactly(new Trade(
				new TradeId(FISH_CO, 1), Side.BUY, new Quantity(1), Price.parse("18.5"), 1, Instant.parse(OPENED)));
	}

	@Test
	void tradesCanBeTurnedOverPageByPage() {
		StockRepository market = market();
		for (int i = 0; i < 7; i++) {
			market.trade(buy(GAME_START, 1)).join();
		}
		assertThat(sequences(market, Long.MAX_VALUE, 3)).containsExactly(7L, 6L, 5L);
		assertThat(sequences(market, 5, 3)).containsExactly(4L, 3L, 2L);
		assertThat(sequences(market, 2, 3)).containsExactly(1L);
		assertThat(sequences(market, 1, 3)).isEmpty();
		assertThat(sequences(market, Long.MIN_VALUE, 3)).isEmpty();
		assertThat(sequences(market, 8, 1000)).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
	}

	private static List<Long> sequences(StockRepository market, long before, int limit) {
		return history(market).trades(GAME_START, before, limit)
			.join()
			.stream()
			.map((trade) -> trade.id().sequence())
			.toList();
	}

	@Test
	void theListingAndTheHaltByTheLimitAreEvents() {
		StockRepository market = market();
		market.trade(buy(FISH_CO, 4)).join();
		Instant halted = instant("01-03T01:02:03");
		this.clock.set(halted.toString());
		market.trade(buy(FISH_CO, 6)).join();
		MarketEvent listing = new MarketEvent(FISH_CO, 1, MarketEvent.Kind.LISTED, null, 0, 10, "configuration",
				Instant.parse(OPENED));
		MarketEvent halt = new MarketEvent(FISH_CO, 3, MarketEvent.Kind.HALTED, HaltReason.VOLUME_LIMIT, 10, 10,
				"market", halted);
		MarketHistory history = history(market);
		assertThat(history.events(FISH_CO, Long.MAX_VALUE, 10).join()).containsExactly(halt, listing);
		assertThat(history.events(FISH_CO, Long.MAX_VALUE, 1).join()).containsExactly(halt);
		assertThat(history.events(FISH_CO, 3, 10).join()).containsExactly(listing);
		assertThat(history.events(FISH_CO, 1, 10).join()).isEmpty();
	}

	@Test
	void whatOperatorsAndSessionsDoAreEvents() {
		StockRepository market = market();
		market.halt(FISH_CO, HaltReason.NEWS, null, "http 127.0.0.1").join();
		market.update(FISH_CO, Price.parse("3")).join();
		market.resume(FISH_CO, Resumption.PLAIN, "socket 127.0.0.1").join();
		market.resume(FISH_CO, Resumption.withLimit(77), "grpc 127.0.0.1").join();
		market.roll(FISH_CO, LocalDate.of(2026, 1, 3)).join();
		market.roll(FISH_CO, LocalDate.of(2026, 1, 3)).join();
		Instant time = Instant.parse(OPENED);
		assertThat(history(market).events(FISH_CO, Long.MAX_VALUE, 10).join()).containsExactly(
				new MarketEvent(FISH_CO, 6, MarketEvent.Kind.ROLLED, null, 0, 77, "market", time),
				new MarketEvent(FISH_CO, 5, MarketEvent.Kind.LIMIT_CHANGED, null, 0, 77, "grpc 127.0.0.1", time),
				new MarketEvent(FISH_CO, 4, MarketEvent.Kind.RESUMED, null, 0, 10, "socket 127.0.0.1", time),
				new MarketEvent(FISH_CO, 2, MarketEvent.Kind.HALTED, HaltReason.NEWS, 0, 10, "http 127.0.0.1", time),
				new MarketEvent(FISH_CO, 1, MarketEvent.Kind.LISTED, null, 0, 10, "configuration", time));
	}

	@Test
	void theTradesOfAMinuteAreACandleInTheOrderOfTheirSequence() {
		StockRepository market = market();
		trade(market, "01-02T10:00:59.999999", "16", 1);
		trade(market, "01-02T10:01:00", "17", 2);
		trade(market, "01-02T10:01:10", "12.5", 3);
		trade(market, "01-02T10:01:59", "19.25", 4);
		trade(market, "01-02T10:04:00", "18", 5);
		// The clock goes back: as those of several servers differ.
		trade(market, "01-02T10:01:00", "15", 6);
		Candle first = candle("01-02T10:00:00", "16", "16", "16", "16", 1, 1);
		Candle second = candle("01-02T10:01:00", "17", "19.25", "12.5", "15", 15, 4);
		Candle third = candle("01-02T10:04:00", "18", "18", "18", "18", 5, 1);
		assertThat(minutes(market, "01-02T10:00:00", "01-02T10:05:00", 10)).containsExactly(first, second, third);
		// The first is the one that its time is in, the last begins before the end.
		assertThat(minutes(market, "01-02T10:00:59.5", "01-02T10:04:00", 10)).containsExactly(first, second);
		assertThat(minutes(market, "01-02T10:01:00", "01-02T10:04:00.000001", 10)).containsExactly(second, third);
		assertThat(minutes(market, "01-02T10:02:00", "01-02T10:04:00", 10)).isEmpty();
		assertThat(minutes(market, "01-02T10:04:00", "01-02T10:00:00", 10)).isEmpty();
		assertThat(minutes(market, "01-02T10:00:00", "01-02T10:05:00", 2)).containsExactly(first, second);
		assertThat(history(market).candles(GAME_START, CandleInterval.ONE_MINUTE, Instant.MIN, Instant.MAX, 10).join())
			.containsExactly(first, second, third);
		assertThat(latest(market, CandleInterval.ONE_MINUTE, "01-02T10:04:00.5", 2)).containsExactly(second, third);
		assertThat(latest(market, CandleInterval.ONE_MINUTE, "01-02T10:04:00", 10)).containsExactly(first, second);
		assertThat(latest(market, CandleInterval.ONE_MINUTE, "01-02T10:00:00", 10)).isEmpty();
		assertThat(history(market).candles(FISH_CO, CandleInterval.ONE_MINUTE, Instant.MIN, Instant.MAX, 10).join())
			.isEmpty();
	}

	private List<Candle> minutes(StockRepository market, String from, String until, int limit) {
		return history(market).candles(GAME_START, CandleInterval.ONE_MINUTE, instant(from), instant(until), limit)
			.join();
	}

	private static List<Candle> latest(StockRepository market, CandleInterval interval, String until, int limit) {
		return history(market).latestCandles(GAME_START, interval, instant(until), limit).join();
	}

	@Test
	void longerCandlesBeginAtWholeIntervalsOfUtc() {
		StockRepository market = market();
		trade(market, "01-02T23:49:59", "10", 1);
		trade(market, "01-02T23:54:00", "11", 2);
		trade(market, "01-02T23:59:59.999999", "14", 3);
		trade(market, "01-03T00:00:00", "12", 4);
		trade(market, "01-03T00:04:59", "9", 5);
		trade(market, "01-03T00:05:00", "13", 6);
		trade(market, "01-04T00:00:00", "20", 7);
		Candle last = candle("01-04T00:00:00", "20", "20", "20", "20", 7, 1);
		List<Candle> fives = List.of(candle("01-02T23:45:00", "10", "10", "10", "10", 1, 1),
				candle("01-02T23:50:00", "11", "11", "11", "11", 2, 1),
				candle("01-02T23:55:00", "14", "14", "14", "14", 3, 1),
				candle("01-03T00:00:00", "12", "12", "9", "9", 9, 2),
				candle("01-03T00:05:00", "13", "13", "13", "13", 6, 1), last);
		Candle firstQuarter = candle("01-02T23:45:00", "10", "14", "10", "14", 6, 3);
		Candle secondQuarter = candle("01-03T00:00:00", "12", "13", "9", "13", 15, 3);
		Candle firstHour = candle("01-02T23:00:00", "10", "14", "10", "14", 6, 3);
		Candle firstDay = candle("01-02T00:00:00", "10", "14", "10", "14", 6, 3);
		all(market, CandleInterval.FIVE_MINUTES, fives);
		all(market, CandleInterval.FIFTEEN_MINUTES, List.of(firstQuarter, secondQuarter, last));
		all(market, CandleInterval.ONE_HOUR, List.of(firstHour, secondQuarter, last));
		all(market, CandleInterval.ONE_DAY, List.of(firstDay, secondQuarter, last));
		assertThat(latest(market, CandleInterval.FIVE_MINUTES, "01-04T00:00:00.1", 2))
			.containsExactlyElementsOf(fives.subList(4, 6));
		assertThat(latest(market, CandleInterval.FIVE_MINUTES, "01-03T00:05:00", 3))
			.containsExactlyElementsOf(fives.subList(1, 4));
		// What has begun before the end is told whole.
		assertThat(history(market)
			.candles(GAME_START, CandleInterval.ONE_DAY, instant("01-02T23:59:59"), instant("01-03T00:00:01"), 10)
			.join()).containsExactly(firstDay, secondQuarter);
		assertThat(latest(market, CandleInterval.ONE_DAY, "01-03T00:00:01", 1)).containsExactly(secondQuarter);
		assertThat(history(market)
			.candles(GAME_START, CandleInterval.ONE_HOUR, instant("01-02T23:30:00"), instant("01-05T00:00:00"), 1)
			.join()).containsExactly(firstHour);
	}

	private static void all(StockRepository market, CandleInterval interval, List<Candle> expected) {
		assertThat(history(market).candles(GAME_START, interval, Instant.EPOCH, Instant.MAX, 10).join())
			.isEqualTo(expected);
		assertThat(history(market).latestCandles(GAME_START, interval, Instant.MAX, 10).join()).isEqualTo(expected);
	}

	@Test
	void ofAnUnknownStockThereIsNoHistory() {
		MarketHistory history = history(market());
		for (CompletableFuture<?> answer : List.of(
				history.candles(NOPE, CandleInterval.ONE_DAY, Instant.MIN, Instant.MAX, 1),
				history.latestCandles(NOPE, CandleInterval.ONE_DAY, Instant.MAX, 1), history.trades(NOPE, 1, 1),
				history.events(NOPE, 1, 1))) {
			fails(answer, MarketFault.UNKNOWN_STOCK, "no stock has the symbol Nope");
		}
	}

	@Test
	void aLimitIsFromOneToAThousand() {
		MarketHistory history = history(market());
		for (int limit : List.of(0, -1, 1001)) {
			assertThatIllegalArgumentException().isThrownBy(() -> history.trades(GAME_START, 1, limit))
				.withMessage("limit must be 1 to 1000; it is " + limit);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> history.latestCandles(GAME_START, CandleInterval.ONE_DAY, Instant.MAX, limit));
		}
	}

	static void fails(CompletableFuture<?> answer, MarketFault fault, String message) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
			.havingCause()
			.isInstanceOfSatisfying(MarketException.class, (ex) -> assertThat(ex.fault()).isEqualTo(fault))
			.withMessage(message);
	}

}
