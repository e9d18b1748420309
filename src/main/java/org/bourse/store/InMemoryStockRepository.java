package org.bourse.store;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketException;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Resumption;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Stock;
import org.bourse.domain.StockListener;
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

	private final SessionCalendar calendar;

	private final List<StockListener> listeners = new CopyOnWriteArrayList<>();

	/** Guards the order of writes and of the history, and {@link #executed}. */
	private final Object writeLock = new Object();

	private final Map<ClientOrderId, Execution> executed = new HashMap<>();

	/**
	 * @param stocks what the market starts with; no symbol twice
	 * @param clock gives the time of halts
	 * @param calendar of the sessions
	 */
	public InMemoryStockRepository(Collection<Stock> stocks, Clock clock, SessionCalendar calendar) {
		Set<Symbol> symbols = new HashSet<>();
		for (Stock stock : stocks) {
			if (!symbols.add(stock.symbol())) {
				throw new IllegalArgumentException("stock " + stock.symbol() + " is given twice");
			}
		}
		this.stocks.offer(stocks);
		this.history = new InMemoryMarketHistory(stocks, clock.instant());
		this.clock = clock;
		this.calendar = calendar;
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
		TradeResult result;
		try {
			synchronized (this.writeLock) {
				result = execute(order);
			}
		}
		catch (MarketException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		if (result.outcome() == TradeOutcome.EXECUTED && !result.duplicate()) {
			tell(result.stock());
		}
		return CompletableFuture.completedFuture(result);
	}

	private TradeResult execute(Order order) {
		Stock stock = stock(order.symbol());
		ClientOrderId id = order.clientOrderId();
		Execution earlier = (id != null) ? this.executed.get(id) : null;
		if (id != null && earlier != null) {
			if (!earlier.order.equals(order)) {
				throw MarketException.clientOrderIdReused(id);
			}
			return earlier.result.asDuplicate();
		}
		Instant now = this.clock.instant();
		TradeResult result = stock.decide(order, now, this.calendar.sessionEnd(stock.session()));
		this.stocks.offer(List.of(result.stock()));
		if (result.outcome() == TradeOutcome.EXECUTED) {
			this.history.traded(order, result.stock(), now);
			if (id != null) {
				this.executed.put(id, new Execution(order, result));
			}
		}
		return result;
	}

	@Override
	public CompletableFuture<Stock> update(Symbol symbol, Price price) {
		return change(symbol, (before, now) -> before.withPrice(price));
	}

	@Override
	public CompletableFuture<Stock> halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt, String actor) {
		return change(symbol, (before, now) -> {
			Stock after = before.halted(reason, resumeAt, now);
			return happened(MarketEvent.Kind.HALTED, before, after, actor, now);
		});
	}

	@Override
	public CompletableFuture<Stock> resume(Symbol symbol, Resumption resumption, String actor) {
		return change(symbol, (before, now) -> {
			MarketEvent.Kind kind = (before.halt() != null) ? MarketEvent.Kind.RESUMED : MarketEvent.Kind.LIMIT_CHANGED;
			return happened(kind, before, before.resumed(resumption), actor, now);
		});
	}

	@Override
	public CompletableFuture<Stock> roll(Symbol symbol, LocalDate session) {
		return change(symbol, (before, now) -> happened(MarketEvent.Kind.ROLLED, before, before.rolled(session),
				MarketEvent.MARKET, now));
	}

	private Stock happened(MarketEvent.Kind kind, Stock before, Stock after, String actor, Instant now) {
		if (after != before) {
			this.history.happened(MarketEvent.of(kind, after, actor, now));
		}
		return after;
	}

	private CompletableFuture<Stock> change(Symbol symbol, BiFunction<Stock, Instant, Stock> change) {
		Stock before;
		Stock after;
		try {
			synchronized (this.writeLock) {
				before = stock(symbol);
				after = change.apply(before, this.clock.instant());
				this.stocks.offer(List.of(after));
			}
		}
		catch (MarketException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		if (after != before) {
			tell(after);
		}
		return CompletableFuture.completedFuture(after);
	}

	private Stock stock(Symbol symbol) {
		Stock stock = this.stocks.find(symbol);
		if (stock == null) {
			throw MarketException.unknownStock(symbol);
		}
		return stock;
	}

	@Override
	public void addListener(StockListener listener) {
		this.listeners.add(listener);
	}

	private void tell(Stock changed) {
		List<Stock> stocks = List.of(changed);
		this.listeners.forEach((listener) -> listener.changed(stocks));
	}

	/** The end of what happened to these stocks. */
	InMemoryMarketHistory history() {
		return this.history;
	}

	private record Execution(Order order, TradeResult result) {
	}

}
