package org.bourse.feed;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one subscriber has still to be told. It has one slot for each stock, in which a
 * newer state takes the place of an older one: so a subscriber that does not keep up
 * misses states in between, never the last one, and holds no more than one state of each
 * stock.
 * <p>
 * First comes the present state of every stock that was asked for, then the changes.
 * Versions of a stock only grow. Safe for use by many threads; meant to be emptied by one
 * at a time.
 */
public final class Subscription {

	private static final Logger logger = LoggerFactory.getLogger(Subscription.class);

	private final QuoteFeed feed;

	/** Null for all stocks that begin with {@link #prefix}. */
	private final @Nullable Set<Symbol> symbols;

	private final String prefix;

	private final Runnable onPending;

	/** In the order in which they were first changed since they were taken last. */
	private final Map<Symbol, Stock> pending = new LinkedHashMap<>();

	/** How many of the present states have not been taken; -1 before they are known. */
	private int snapshotLeft = -1;

	private boolean ended;

	private boolean closed;

	Subscription(QuoteFeed feed, @Nullable Set<Symbol> symbols, String prefix, Runnable onPending) {
		this.feed = feed;
		this.symbols = symbols;
		this.prefix = prefix;
		this.onPending = onPending;
	}

	@Nullable Set<Symbol> symbols() {
		return this.symbols;
	}

	/** Empty if it is for certain stocks. */
	String prefix() {
		return this.prefix;
	}

	/** The first states, once, before any {@link #offer}. On the feed's thread. */
	void begin(Collection<Stock> present) {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			present.forEach((stock) -> this.pending.put(stock.symbol(), stock));
			this.snapshotLeft = present.size();
		}
		tell();
	}

	/**
	 * A newer state of a stock. On the feed's thread.
	 * @return whether it took the place of one that was not taken
	 */
	boolean offer(Stock stock) {
		boolean wasEmpty;
		boolean replaced;
		synchronized (this) {
			if (this.ended) {
				return false;
			}
			wasEmpty = this.pending.isEmpty();
			replaced = this.pending.put(stock.symbol(), stock) != null;
		}
		if (wasEmpty) {
			tell();
		}
		return replaced;
	}

	/** There will be nothing more: the feed has ended. */
	void end() {
		synchronized (this) {
			if (this.ended) {
				return;
			}
			this.ended = true;
		}
		tell();
	}

	private void tell() {
		try {
			this.onPending.run();
		}
		catch (RuntimeException ex) {
			// The others want to be told.
			logger.error("A subscriber could not be told, and is told no more", ex);
			close();
		}
	}

	/**
	 * The next state; null if there is none at present, upon which {@code onPending} is
	 * called when there is.
	 */
	public synchronized @Nullable Stock poll() {
		Iterator<Stock> states = this.pending.values().iterator();
		if (!states.hasNext()) {
			return null;
		}
		Stock next = states.next();
		states.remove();
		if (this.snapshotLeft > 0) {
			this.snapshotLeft--;
		}
		return next;
	}

	/** Whether the present states of all stocks have been taken. */
	public synchronized boolean isSnapshotTaken() {
		return this.snapshotLeft == 0;
	}

	/** Whether the feed has ended; what is pending can still be taken. */
	public synchronized boolean isEnded() {
		return this.ended;
	}

	/** The subscriber wants to know no more; may be told again. */
	public void close() {
		synchronized (this) {
			this.pending.clear();
			this.ended = true;
			if (this.closed) {
				return;
			}
			this.closed = true;
		}
		this.feed.leave(this);
	}

}
