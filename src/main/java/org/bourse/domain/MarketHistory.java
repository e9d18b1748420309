package org.bourse.domain;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What happened in the market. Safe for use by many threads.
 * <p>
 * Nobody waits: the futures complete on a thread of the store, or at once, and always
 * within the store's timeout. They fail with a {@link MarketException} only:
 * {@link MarketFault#UNKNOWN_STOCK}, {@link MarketFault#BUSY} when too many others read,
 * {@link MarketFault#UNAVAILABLE} while the store cannot be read. A trade that was
 * acknowledged is there. How far back a store remembers is its own affair.
 * <p>
 * A limit is 1 to {@link #MAX_LIMIT}, which the caller has checked; any other is an
 * {@link IllegalArgumentException}.
 */
public interface MarketHistory {

	/** The most that is answered at one time. */
	int MAX_LIMIT = 1000;

	/**
	 * The first candles from a time on, the oldest first. Intervals without trades have
	 * none. The last one may still grow.
	 * @param from of any time in the first interval
	 * @param until before which a candle must begin
	 */
	CompletableFuture<List<Candle>> candles(Symbol symbol, CandleInterval interval, Instant from, Instant until,
			int limit);

	/**
	 * The last candles before a time, also with the oldest first.
	 * @param until before which a candle must begin
	 */
	CompletableFuture<List<Candle>> latestCandles(Symbol symbol, CandleInterval interval, Instant until, int limit);

	/**
	 * The last trades before one, the newest first.
	 * @param before a sequence; {@link Long#MAX_VALUE} to begin with the last trade
	 */
	CompletableFuture<List<Trade>> trades(Symbol symbol, long before, int limit);

	/**
	 * The last events before one, the newest first.
	 * @param before a version; {@link Long#MAX_VALUE} to begin with the last event
	 */
	CompletableFuture<List<MarketEvent>> events(Symbol symbol, long before, int limit);

	/**
	 * For those who implement it.
	 * @throws IllegalArgumentException if there is no such limit
	 */
	static void requireValid(int limit) {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + "; it is " + limit);
		}
	}

}
