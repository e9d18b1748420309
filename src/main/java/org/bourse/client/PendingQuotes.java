package org.bourse.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a watcher has heard and not shown yet: handed from the thread that listens to the
 * one that shows. There is one slot for each stock, in which a newer state takes the
 * place of an older one, so that a slow terminal misses states in between, never the last
 * one, and costs no memory.
 * <p>
 * Versions only grow over one connection. Over the next one the server may be another,
 * with versions of its own: what it tells first of a stock is taken as it is.
 */
final class PendingQuotes {

	/** The newest state of each stock. Guarded by this object, as is all. */
	private final Map<String, Quote> known = new HashMap<>();

	/** Stocks of which something was heard over the present connection. */
	private final Set<String> heard = new HashSet<>();

	private Map<String, Quote> pending = new LinkedHashMap<>();

	private @Nullable String trouble;

	private @Nullable ClientException failure;

	/** A connection is made; what comes now may be another server's. */
	synchronized void begin() {
		this.heard.clear();
	}

	synchronized void put(Quote quote) {
		this.trouble = null;
		Quote before = this.known.get(quote.symbol());
		boolean isFirst = this.heard.add(quote.symbol());
		if (before == null || (isFirst ? !quote.equals(before) : quote.version() > before.version())) {
			this.known.put(quote.symbol(), quote);
			this.pending.put(quote.symbol(), quote);
		}
		notifyAll();
	}

	/** The connection is lost, until something is heard again. */
	synchronized void lost(String reason) {
		this.trouble = reason;
		notifyAll();
	}

	/** There will be nothing more. */
	synchronized void fail(ClientException reason) {
		this.failure = reason;
		notifyAll();
	}

	/**
	 * All that is pending, or, if nothing comes for so long, nothing.
	 * @throws ClientException if nothing is pending and there will be nothing more
	 */
	synchronized News take(Duration longest) throws InterruptedException {
		if (this.pending.isEmpty() && this.failure == null) {
			wait(longest.toMillis());
		}
		if (this.pending.isEmpty() && this.failure != null) {
			throw this.failure;
		}
		List<Quote> quotes = List.copyOf(this.pending.values());
		this.pending = new LinkedHashMap<>();
		return new News(quotes, this.trouble);
	}

	/**
	 * What there is to show.
	 *
	 * @param quotes at most one of each stock
	 * @param trouble why there is no connection at present; null if there is one
	 */
	record News(List<Quote> quotes, @Nullable String trouble) {
	}

}
