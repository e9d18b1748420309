package org.bourse.store.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The present state of a stock as it stands in the table, possible or not.
 *
 * @param price in ten-thousandths
 * @param session as yyyymmdd
 * @param trades the sequence of the last one
 */
public record StockRow(String symbol, long price, long volume, long volumeLimit, @Nullable String haltReason,
		long session, long trades, long version) {

	/** How an operator would find it. */
	@Override
	public String toString() {
		return "stock " + this.symbol + " (version " + this.version + ")";
	}

}
