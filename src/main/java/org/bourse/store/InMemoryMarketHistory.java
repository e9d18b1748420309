package org.bourse.store;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.CandleSeries;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Order;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.domain.Trade;

/**
 * The end of what happened, in memory: of each stock the last 10,000 minutes in which it
 * was traded, 1,000 trades and 1,000 events. In a large market less, so that all stocks
 * together have at most 250,000 of each. Records and reads of one stock exclude each
 * other, for microseconds.
 */
final class InMemoryMarketHistory implements MarketHistory {

	private static final int MINUTES = 10_000;

	private static final int ENTRIES = 1000;

	private static final int ENTRIES_OF_ALL = 250_000;

	private final Map<Symbol, Chronicle> chronicles;

	/**
	 * @param stocks all that are ever traded, as they are listed
	 */
	InMemoryMarketHistory(Collection<Stock> stocks, Instant now) {
		int share = Math.max(1, ENTRIES_OF_ALL / Math.max(1, stocks.size()));
		this.chronicles = new HashMap<>();
		for (Stock stock : stocks) {
			this.chronicles.put(stock.symbol(), new Chronicle(Math.min(MINUTES, share), Math.min(ENTRIES, share)));
			happened(MarketEvent.of(MarketEvent.Kind.LISTED, stock, MarketEvent.CONFIGURATION, now));
		}
	}

	/**
	 * An order was executed. In the order of the stock's versions, as {@link #happened}.
	 */
	void traded(Order order, Stock after, Instant now) {
		chronicle(after.symbol()).add(Trade.of(order, after, now),
				Candle.of(after.symbol(), after.price(), order.quantity(), now));
		if (after.halt() != null) {
			happened(MarketEvent.of(MarketEvent.Kind.HALTED, after, MarketEvent.MARKET, now));
		}
	}

	void happened(MarketEvent event) {
		chronicle(event.symbol()).add(event);
	}

	private Chronicle chronicle(Symbol symbol) {
		Chronicle chronicle = this.chronicles.get(symbol);
		if (chronicle == null) {
			throw MarketException.unknownStock(symbol);
		}
		return chronicle;
	}

	@Override
	public CompletableFuture<List<Candle>> candles(Symbol symbol, CandleInterval interval, Instant from, Instant until,
			int limit) {
		return read(symbol, limit, (chronicle) -> chronicle.candles(interval, from, until, limit));
	}

	@Override
	public CompletableFuture<List<Candle>> latestCandles(Symbol symbol, CandleInterval interval, Instant until,
			int limit) {
		return read(symbol, limit, (chronicle) -> chronicle.latestCandles(interval, until, limit));
	}

	@Override
	public CompletableFuture<List<Trade>> trades(Symbol symbol, long before, int limit) {
		return read(symbol, limit, (chronicle) -> chronicle.trades(before, limit));
	}

	@Override
	public CompletableFuture<List<MarketEvent>> events(Symbol symbol, long before, int limit) {
		return read(symbol, limit, (chronicle) -> chronicle.events(before, limit));
	}

	private <T> CompletableFuture<T> read(Symbol symbol, int limit, Function<Chronicle, T> reading) {
		MarketHistory.requireValid(limit);
		try {
			return CompletableFuture.completedFuture(reading.apply(chronicle(symbol)));
		}
		catch (MarketException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** Of one stock. */
	private static final class Chronicle {

		private final int maxMinutes;

		private final int maxEntries;

		/** By their start: a clock may go back. */
		private final NavigableMap<Instant, Candle> minutes = new TreeMap<>();

		/** The newest first, as the events. */
		private final Deque<Trade> trades = new ArrayDeque<>();

		private final Deque<MarketEvent> events = new ArrayDeque<>();

		private Chronicle(int maxMinutes, int maxEntries) {
			this.maxMinutes = maxMinutes;
			this.maxEntries = maxEntries;
		}

		private synchronized void add(Trade trade, Candle candle) {
			addFirst(this.trades, trade);
			this.minutes.merge(candle.start(), candle, Candle::plus);
			if (this.minutes.size() > this.maxMinutes) {
				this.minutes.pollFirstEntry();
			}
		}

		private synchronized void add(MarketEvent event) {
			addFirst(this.events, event);
		}

		private <T> void addFirst(Deque<T> entries, T entry) {
			entries.addFirst(entry);
			if (entries.size() > this.maxEntries) {
				entries.removeLast();
			}
		}

		private synchronized List<Candle> candles(CandleInterval interval, Instant from, Instant until, int limit) {
			CandleSeries series = new CandleSeries(interval, limit, false);
			for (Candle minute : this.minutes.tailMap(interval.startOf(from)).values()) {
				if (!interval.startOf(minute.start()).isBefore(until) || !series.add(minute)) {
					break;
				}
			}
			return series.candles();
		}

		private synchronized List<Candle> latestCandles(CandleInterval interval, Instant until, int limit) {
			CandleSeries series = new CandleSeries(interval, limit, true);
			for (Candle minute : this.minutes.descendingMap().values()) {
				if (interval.startOf(minute.start()).isBefore(until) && !series.add(minute)) {
					break;
				}
			}
			return series.candles();
		}

		private synchronized List<Trade> trades(long before, int limit) {
			return this.trades.stream().filter((trade) -> trade.id().sequence() < before).limit(limit).toList();
		}

		private synchronized List<MarketEvent> events(long before, int limit) {
			return this.events.stream().filter((event) -> event.version() < before).limit(limit).toList();
		}

	}

}
