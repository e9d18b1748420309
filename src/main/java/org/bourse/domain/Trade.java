package org.bourse.domain;

import java.time.Instant;

/**
 * An order that was executed.
 *
 * @param price at which it was
 * @param volumeAfter the volume of the session with this trade
 */
public record Trade(TradeId id, Side side, Quantity quantity, Price price, long volumeAfter, Instant time) {

	/**
	 * @param after the stock that the order has made
	 */
	public static Trade of(Order order, Stock after, Instant time) {
		return new Trade(new TradeId(after.symbol(), after.trades()), order.side(), order.quantity(), after.price(),
				after.volume(), time);
	}

}
