package org.bourse.store;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * kept for as long as the process lives; of what happened, the end is.
 */
public final class InMemoryStockRepository implements StockRepository {

	private final StockCache stocks = new StockCache();

	private final InMemoryMarketHistory history;

	private final Clock clock;

	/** Guards the order of writes and of the history, and {@link #executed}. */
	private final Object writeLock = new Object();

	private final Map<ClientOrderId, Execution> executed = new HashMap<>();

	/**
	 * @param stocks what the market starts with; no symbol twice
	 * @param clock gives the time of halts
	 */
	public InMemoryStockRepository(Collection<Stock> stocks, Clock clock) {
		Set<Symbol> symbols = new HashSet<>();
		for (Stock stock : stocks) {
			if (!symbols.add(stock.symbol())) {
				throw new IllegalArgumentException("stock " + stock.symbol() + " is given twice");
			}
		}
		this.stocks.offer(stocks);
		this.history = new InMemoryMarketHistory(stocks, clock.instant());
		this.clock = clock;
	}

	@Override
	public @Nullable Stock find(Symbol symbol) {
		return this.stocks.find(symbol);
	}

	@Override
	public List<Stock> all() {
		return this.stocks.all();
	}

	@Override
	public CompletableFuture<TradeResult> trade(Order order) {
		ClientOrderId id = order.clientOrderId();
		synchronized (this.writeLock) {
			Stock stock = this.stocks.find(order.symbol());
			if (stock == null) {
				return CompletableFuture.failedFuture(MarketException.unknownStock(order.symbol()));
			}
			Execution earlier = (id != null) ? this.executed.get(id) : null;
			if (id != null && earlier != null) {
				return earlier.order.equals(order) ? CompletableFuture.completedFuture(earlier.result.asDuplicate())
						: CompletableFuture.failedFuture(MarketException.clientOrderIdReused(id));
			}
			Instant now = this.clock.instant();
			TradeResult result = stock.decide(order, now);
			this.stocks.offer(List.of(result.stock()));
			if (result.outcome() == TradeOutcome.EXECUTED) {
				this.history.traded(order, result.stock(), now);
				if (id != null) {
					this.executed.put(id, new Execution(order, result));
				}
			}
			return CompletableFuture.completedFuture(result);
		}
	}

	@Override
	public CompletableFuture<Stock> update(Symbol symbol, Price price) {
		synchronized (this.writeLock) {
			Stock stock = this.stocks.find(symbol);
			if (stock == null) {
				return CompletableFuture.failedFuture(MarketException.unknownStock(symbol));
			}
			Stock updated = stock.withPrice(price);
			this.stocks.offer(List.of(updated));
			return CompletableFuture.completedFuture(updated);
		}
	}

	/** The end of what happened to these stocks. */
	InMemoryMarketHistory history() {
		return this.history;
	}

	private record Execution(Order order, TradeResult result) {
	}

}
