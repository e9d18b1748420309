package org.bourse.store.ledger;

import java.time.Instant;
import java.time.LocalDate;

import org.bourse.domain.Candle;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Halt;
import org.bourse.domain.HaltReason;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeOutcome;
import org.bourse.domain.TradeResult;
import org.jspecify.annotations.Nullable;

/**
 * An executed trade as the ledger keeps it for ever.
 *
 * @param sequence counts the trades in this stock from 1, without holes
 * @param volumeAfter the volume of the session with this trade
 * @param volumeLimit the limit at that time
 * @param version of the stock after this trade
 * @param node which server executed it
 */
public record LedgerTrade(Symbol symbol, long sequence, LocalDate session, Side side, Quantity quantity, Price price,
		long volumeAfter, long volumeLimit, long version, @Nullable ClientOrderId clientOrderId, String node,
		Instant time) {

	/**
	 * @param after the stock that the order has made
	 */
	static LedgerTrade of(Order order, Stock after, String node, Instant time) {
		return new LedgerTrade(after.symbol(), after.trades(), after.session(), order.side(), order.quantity(),
				after.price(), after.volume(), after.volumeLimit(), after.version(), order.clientOrderId(), node, time);
	}

	/** This trade alone. */
	Candle candle() {
		return Candle.of(this.symbol, this.price, this.quantity, this.time);
	}

	/** Whether this is what became of that very order. */
	boolean isOf(Order order) {
		return order.equals(new Order(this.symbol, this.quantity, this.side, this.clientOrderId));
	}

	/**
	 * The answer that was given then. It needs no more than this row: a stock that traded
	 * was not halted before, so only this trade can have halted it.
	 * @param calendar of the sessions; if it is another than at that time, the halt of
	 * the answer tells another time of its end
	 */
	TradeResult result(SessionCalendar calendar) {
		Halt halt = (this.volumeAfter == this.volumeLimit)
				? new Halt(HaltReason.VOLUME_LIMIT, this.time, calendar.sessionEnd(this.session)) : null;
		return new TradeResult(TradeOutcome.EXECUTED, new Stock(this.symbol, this.price, this.volumeAfter,
				this.volumeLimit, halt, this.session, this.sequence, this.version), false);
	}

}
