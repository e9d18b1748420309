package org.bourse.store;

import java.time.Clock;
import java.util.AbstractList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.concurrent.CompletableFuture;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.MarketException;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeOutcome;
import org.bourse.domain.TradeResult;
import org.jspecify.annotations.Nullable;

/**
 * Stocks in a map, as in the original exercise: nothing survives the process. Writes take
 * a lock for some nanoseconds and complete at once; reads take none. Client order ids are
 * kept for as long as the process lives.
 */
public final class InMemoryStockRepository implements StockRepository {

	/** Never changed after construction; what changes is inside the slots. */
	private final Map<Symbol, Slot> slots;

	private final List<Stock> all;

	private final Clock clock;

	/** Guards the order of writes and {@link #executed}. */
	private final Object writeLock = new Object();

	private final Map<ClientOrderId, Execution> executed = new HashMap<>();

	/**
	 * @param stocks what the market starts with; no symbol twice
	 * @param clock gives the time of halts
	 */
	public InMemoryStockRepository(Collection<Stock> stocks, Clock clock) {
		Slot[] sorted = stocks.stream().sorted(Comparator.comparing(Stock::symbol)).map(Slot::new).toArray(Slot[]::new);
		this.slots = new HashMap<>(sorted.length * 2);
		for (Slot slot : sorted) {
			if (this.slots.put(slot.stock.symbol(), slot) != null) {
				throw new IllegalArgumentException("stock " + slot.stock.symbol() + " is given twice");
			}
		}
		this.all = new SlotList(sorted);
		this.clock = clock;
	}

	@Override
	public @Nullable Stock find(Symbol symbol) {
		Slot slot = this.slots.get(symbol);
		return (slot != null) ? slot.stock : null;
	}

	@Override
	public List<Stock> all() {
		return this.all;
	}

	@Override
	public CompletableFuture<TradeResult> trade(Order order) {
		Slot slot = this.slots.get(order.symbol());
		if (slot == null) {
			return CompletableFuture.failedFuture(MarketException.unknownStock(order.symbol()));
		}
		ClientOrderId id = order.clientOrderId();
		synchronized (this.writeLock) {
			Execution earlier = (id != null) ? this.executed.get(id) : null;
			if (id != null && earlier != null) {
				return earlier.order.equals(order) ? CompletableFuture.completedFuture(earlier.result.asDuplicate())
						: CompletableFuture.failedFuture(MarketException.clientOrderIdReused(id));
			}
			TradeResult result = slot.stock.decide(order, this.clock.instant());
			slot.stock = result.stock();
			if (id != null && result.outcome() == TradeOutcome.EXECUTED) {
				this.executed.put(id, new Execution(order, result));
			}
			return CompletableFuture.completedFuture(result);
		}
	}

	@Override
	public CompletableFuture<Stock> update(Symbol symbol, Price price) {
		Slot slot = this.slots.get(symbol);
		if (slot == null) {
			return CompletableFuture.failedFuture(MarketException.unknownStock(symbol));
		}
		synchronized (this.writeLock) {
			slot.stock = slot.stock.withPrice(price);
			return CompletableFuture.completedFuture(slot.stock);
		}
	}

	private static final class Slot {

		/**
		 * Written under the write lock, read without: publishes the newest state to all
		 * readers.
		 */
		private volatile Stock stock;

		private Slot(Stock stock) {
			this.stock = stock;
		}

	}

	private record Execution(Order order, TradeResult result) {
	}

	/** The view behind {@link #all()}. */
	private static final class SlotList extends AbstractList<Stock> implements RandomAccess {

		private final Slot[] slots;

		private SlotList(Slot[] slots) {
			this.slots = slots;
		}

		@Override
		public Stock get(int index) {
			return this.slots[index].stock;
		}

		@Override
		public int size() {
			return this.slots.length;
		}

	}

}
