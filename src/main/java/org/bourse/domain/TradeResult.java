package org.bourse.domain;

import org.jspecify.annotations.Nullable;

/**
 * The market's answer to an order.
 *
 * @param stock the stock after the decision; the very stock before it unless the order
 * was executed
 * @param duplicate whether this repeats the answer to an earlier order with the same
 * client order id
 */
public record TradeResult(TradeOutcome outcome, Stock stock, boolean duplicate) {

	/** The id of the trade; null unless the order was executed. */
	public @Nullable TradeId tradeId() {
		return (this.outcome == TradeOutcome.EXECUTED) ? new TradeId(this.stock.symbol(), this.stock.trades()) : null;
	}

	/** The same answer, marked as given before. */
	public TradeResult asDuplicate() {
		return new TradeResult(this.outcome, this.stock, true);
	}

}
