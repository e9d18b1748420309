package org.bourse.store.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bourse.domain.Candle;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketException;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Resumption;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeOutcome;
import org.bourse.domain.TradeResult;
import org.jspecify.annotations.Nullable;

/**
 * Decides the requests of one transaction, one after the other and each upon the state
 * that the one before has left, and keeps what is to be written. It touches no database,
 * so that nothing here can fail half-way.
 */
public final class Decisions {

	/** As locked in the database, replaced by what was decided. */
	private final Map<Symbol, Stock> stocks;

	/** Of the ids that requests of this transaction bear: those that were executed. */
	private final Map<ClientOrderId, LedgerTrade> executed;

	private final String node;

	private final Instant now;

	private final SessionCalendar calendar;

	private final Map<Symbol, Stock> changed = new LinkedHashMap<>();

	private final List<LedgerTrade> trades = new ArrayList<>();

	private final List<LedgerEvent> events = new ArrayList<>();

	/**
	 * @param stocks the locked rows
	 * @param executed the trades that bear an id of this transaction
	 * @param node the name of this server, for the ledger
	 * @param now the time of all that is decided here, in whole microseconds
	 * @param calendar of the sessions
	 */
	public Decisions(Map<Symbol, Stock> stocks, Map<ClientOrderId, LedgerTrade> executed, String node, Instant now,
			SessionCalendar calendar) {
		this.stocks = new HashMap<>(stocks);
		this.executed = new HashMap<>(executed);
		this.node = node;
		this.now = now;
		this.calendar = calendar;
	}

	/**
	 * @throws MarketException if there is no such stock or the id was used otherwise
	 */
	public TradeResult trade(Order order) {
		Stock before = stock(order.symbol());
		ClientOrderId id = order.clientOrderId();
		LedgerTrade earlier = (id != null) ? this.executed.get(id) : null;
		if (id != null && earlier != null) {
			if (!earlier.isOf(order)) {
				throw MarketException.clientOrderIdReused(id);
			}
			return earlier.result(this.calendar).asDuplicate();
		}
		TradeResult result = before.decide(order, this.now, this.calendar.sessionEnd(before.session()));
		if (result.outcome() == TradeOutcome.EXECUTED) {
			Stock after = result.stock();
			LedgerTrade trade = LedgerTrade.of(order, after, this.node, this.now);
			change(after);
			this.trades.add(trade);
			if (id != null) {
				this.executed.put(id, trade);
			}
			if (after.halt() != null) {
				happened(MarketEvent.Kind.HALTED, before, after, MarketEvent.MARKET);
			}
		}
		return result;
	}

	/**
	 * @throws MarketException if there is no such stock
	 */
	public Stock update(Symbol symbol, Price price) {
		Stock after = stock(symbol).withPrice(price);
		change(after);
		return after;
	}

	/**
	 * @throws MarketException if there is no such stock
	 */
	public Stock halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt, String actor) {
		Stock before = stock(symbol);
		return change(MarketEvent.Kind.HALTED, before, before.halted(reason, resumeAt, this.now), actor);
	}

	/**
	 * @throws MarketException if there is no such stock, or it cannot be resumed so
	 */
	public Stock resume(Symbol symbol, Resumption resumption, String actor) {
		Stock before = stock(symbol);
		MarketEvent.Kind kind = (before.halt() != null) ? MarketEvent.Kind.RESUMED : MarketEvent.Kind.LIMIT_CHANGED;
		return change(kind, before, before.resumed(resumption), actor);
	}

	/**
	 * @throws MarketException if there is no such stock
	 */
	public Stock roll(Symbol symbol, LocalDate session) {
		Stock before = stock(symbol);
		return change(MarketEvent.Kind.ROLLED, before, before.rolled(session), MarketEvent.MARKET);
	}

	private Stock change(MarketEvent.Kind kind, Stock before, Stock after, String actor) {
		if (after != before) {
			change(after);
			happened(kind, before, after, actor);
		}
		return after;
	}

	private void happened(MarketEvent.Kind kind, Stock before, Stock after, String actor) {
		this.events.add(new LedgerEvent(kind, before, after, actor, this.node, this.now));
	}

	private Stock stock(Symbol symbol) {
		@Nullable Stock stock = this.stocks.get(symbol);
		if (stock == null) {
			throw MarketException.unknownStock(symbol);
		}
		return stock;
	}

	private void change(Stock after) {
		this.stocks.put(after.symbol(), after);
		this.changed.put(after.symbol(), after);
	}

	/** The stocks that are not as they were, in their last state. */
	public Collection<Stock> changed() {
		return this.changed.values();
	}

	public List<LedgerTrade> trades() {
		return this.trades;
	}

	List<LedgerEvent> events() {
		return this.events;
	}

	/** One for each stock and minute that was traded in. */
	Collection<Candle> candles() {
		// All trades have one time, so there is one minute.
		Map<Symbol, Candle> candles = new LinkedHashMap<>();
		for (LedgerTrade trade : this.trades) {
			candles.merge(trade.symbol(), trade.candle(), Candle::plus);
		}
		return candles.values();
	}

}
