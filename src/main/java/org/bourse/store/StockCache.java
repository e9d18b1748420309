package org.bourse.store;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * The present state of all stocks, in memory. Reads take no lock. A newer version
 * replaces an older one, never the reverse, whoever offers it and from whichever thread.
 */
final class StockCache {

	/** Replaced as a whole when a stock is added; publishes the membership. */
	private volatile Contents contents = new Contents(new TreeMap<>());

	@Nullable Stock find(Symbol symbol) {
		AtomicReference<Stock> slot = this.contents.slots.get(symbol);
		return (slot != null) ? slot.get() : null;
	}

	/** A view of the present, in the order of the symbols. */
	List<Stock> all() {
		return this.contents.all;
	}

	/**
	 * Takes what is newer than what is here, and stocks that are not here yet.
	 * @return what was taken
	 */
	Collection<Stock> offer(Collection<Stock> stocks) {
		List<Stock> taken = new ArrayList<>(stocks.size());
		List<Stock> added = new ArrayList<>(0);
		for (Stock stock : stocks) {
			AtomicReference<Stock> slot = this.contents.slots.get(stock.symbol());
			if (slot == null) {
				added.add(stock);
			}
			else if (slot.getAndAccumulate(stock, StockCache::newer).version() < stock.version()) {
				taken.add(stock);
			}
		}
		if (!added.isEmpty()) {
			add(added);
			taken.addAll(added);
		}
		return taken;
	}

	private static Stock newer(Stock present, Stock offered) {
		return (offered.version() > present.version()) ? offered : present;
	}

	private synchronized void add(List<Stock> stocks) {
		TreeMap<Symbol, AtomicReference<Stock>> sorted = new TreeMap<>(this.contents.slots);
		for (Stock stock : stocks) {
			// Another thread may have added it meanwhile.
			sorted.computeIfAbsent(stock.symbol(), (symbol) -> new AtomicReference<>(stock))
				.accumulateAndGet(stock, StockCache::newer);
		}
		this.contents = new Contents(sorted);
	}

	/** Which stocks there are; their states are inside the slots. */
	private static final class Contents {

		private final Map<Symbol, AtomicReference<Stock>> slots;

		private final List<Stock> all;

		private Contents(TreeMap<Symbol, AtomicReference<Stock>> sorted) {
			this.slots = new HashMap<>(sorted);
			this.all = new View(List.copyOf(sorted.values()));
		}

	}

	private static final class View extends AbstractList<Stock> implements RandomAccess {

		private final List<AtomicReference<Stock>> slots;

		private View(List<AtomicReference<Stock>> slots) {
			this.slots = slots;
		}

		@Override
		public Stock get(int index) {
			return this.slots.get(index).get();
		}

		@Override
		public int size() {
			return this.slots.size();
		}

	}

}
