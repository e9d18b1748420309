package org.bourse.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Where the stocks of the market live; the use case of every door. Safe for use by many
 * threads.
 * <p>
 * Reads answer at once from memory: they never block, and what they return was committed.
 * Whoever has seen a version of a stock never sees a lower one.
 * <p>
 * Writes never block either: they return a future that completes when the write is as
 * durable as the store can make it, on the store's thread, or at once. Writes to one
 * stock take effect one after the other; a write by one thread takes effect before a
 * later write by the same thread, and is visible to reads when its future completes. A
 * future fails only with a {@link MarketException}. A refusal by the market is an answer,
 * not a failure. Cancelling a future does not undo the write.
 */
public interface StockRepository {

	/**
	 * The present state of a stock; null if no stock has this symbol.
	 */
	@Nullable Stock find(Symbol symbol);

	/**
	 * All stocks in the order of their symbols: an unmodifiable, random-access view of
	 * the present, of which each get returns the state at that time. It may be kept: its
	 * stocks stay where they are in it and stay present, but stocks that are listed later
	 * are in later views only.
	 */
	List<Stock> all();

	/**
	 * Those of {@link #all()} whose symbol begins with the prefix; all for the empty
	 * prefix.
	 * @param after only stocks behind this symbol, which need not exist; null to begin
	 * with the first
	 */
	default List<Stock> startingWith(String prefix, @Nullable Symbol after) {
		List<Stock> all = all();
		int from = lowerBound(all, prefix);
		// Symbols are ASCII, so this sorts behind every symbol that begins with the
		// prefix.
		int to = lowerBound(all, prefix + Character.MAX_VALUE);
		if (after != null) {
			from = Math.min(to, Math.max(from, lowerBound(all, after.value() + Character.MIN_VALUE)));
		}
		return all.subList(from, to);
	}

	/**
	 * Decides an order with {@link Stock#decide} and, if it executes, stores the outcome.
	 * <p>
	 * An order whose client order id has executed before is answered as it was the first
	 * time, marked as a duplicate, if it is the same order; else it fails with
	 * {@link MarketFault#CLIENT_ORDER_ID_REUSED}. A refused order leaves no trace, its id
	 * can be used again.
	 */
	CompletableFuture<TradeResult> trade(Order order);

	/**
	 * Replaces the last price.
	 * @return the stock after the update
	 */
	CompletableFuture<Stock> update(Symbol symbol, Price price);

	/**
	 * Stops trading in a stock, as {@link Stock#halted}.
	 * @param reason any but {@link HaltReason#VOLUME_LIMIT}
	 * @param resumeAt when trading is expected to resume; null if that is not known
	 * @param actor who does it, for the ledger: 1 to 100 characters
	 * @return the stock afterwards
	 */
	CompletableFuture<Stock> halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt, String actor);

	/**
	 * Ends a halt, or gives a stock another volume limit, as {@link Stock#resumed}; fails
	 * with {@link MarketFault#NOT_RESUMABLE} where that throws.
	 * @param actor who does it, for the ledger: 1 to 100 characters
	 * @return the stock afterwards
	 */
	CompletableFuture<Stock> resume(Symbol symbol, Resumption resumption, String actor);

	/**
	 * Takes a stock into a later session, as {@link Stock#rolled}. To do it twice, or on
	 * several servers, is as good as once.
	 * @return the stock afterwards
	 */
	CompletableFuture<Stock> roll(Symbol symbol, LocalDate session);

	/** Has a listener told of every change from now on. */
	void addListener(StockListener listener);

	/**
	 * How old what reads return may be, at most, when that is more than it should be: the
	 * store is shared, and cannot be asked at present. Null while reads are current.
	 */
	default @Nullable Duration age() {
		return null;
	}

	/** The index of the first stock whose symbol is not less than the key. */
	private static int lowerBound(List<Stock> sorted, String key) {
		int low = 0;
		int high = sorted.size();
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (sorted.get(middle).symbol().value().compareTo(key) < 0) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

}
