package org.bourse.store.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.bourse.domain.Price;
import org.bourse.domain.Symbol;

/**
 * The trades of a stock in one minute, in the order of their sequence.
 *
 * @param minute its first instant
 * @param volume shares
 */
public record Candle(Symbol symbol, Instant minute, Price open, Price high, Price low, Price close, long volume,
		long trades) {

	static Instant minuteOf(Instant time) {
		return time.truncatedTo(ChronoUnit.MINUTES);
	}

	static Candle of(LedgerTrade trade) {
		Price price = trade.price();
		return new Candle(trade.symbol(), minuteOf(trade.time()), price, price, price, price, trade.quantity().shares(),
				1);
	}

	/** This candle and a later one of the same minute. */
	Candle plus(Candle later) {
		return new Candle(this.symbol, this.minute, this.open, max(this.high, later.high), min(this.low, later.low),
				later.close, Math.addExact(this.volume, later.volume), this.trades + later.trades);
	}

	private static Price max(Price a, Price b) {
		return (a.compareTo(b) >= 0) ? a : b;
	}

	private static Price min(Price a, Price b) {
		return (a.compareTo(b) <= 0) ? a : b;
	}

}
