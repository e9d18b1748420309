package org.bourse.domain;

import java.time.Instant;

/**
 * The trades of a stock in one interval, in the order of their sequence.
 *
 * @param start the first instant of the interval
 * @param volume shares
 */
public record Candle(Symbol symbol, Instant start, Price open, Price high, Price low, Price close, long volume,
		long trades) {

	/** Of one trade, in its minute. */
	public static Candle of(Symbol symbol, Price price, Quantity quantity, Instant time) {
		return new Candle(symbol, CandleInterval.ONE_MINUTE.startOf(time), price, price, price, price,
				quantity.shares(), 1);
	}

	/** This candle and a later one of the same interval. */
	public Candle plus(Candle later) {
		return new Candle(this.symbol, this.start, this.open, max(this.high, later.high), min(this.low, later.low),
				later.close, Math.addExact(this.volume, later.volume), this.trades + later.trades);
	}

	/** The same trades, as a part of a longer interval. */
	Candle in(CandleInterval interval) {
		return new Candle(this.symbol, interval.startOf(this.start), this.open, this.high, this.low, this.close,
				this.volume, this.trades);
	}

	private static Price max(Price a, Price b) {
		return (a.compareTo(b) >= 0) ? a : b;
	}

	private static Price min(Price a, Price b) {
		return (a.compareTo(b) <= 0) ? a : b;
	}

}
