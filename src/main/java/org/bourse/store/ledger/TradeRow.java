package org.bourse.store.ledger;

/**
 * A trade as it stands in the table, possible or not.
 *
 * @param session as yyyymmdd
 * @param price in ten-thousandths
 */
public record TradeRow(String symbol, long sequence, long session, String side, long quantity, long price,
		long volumeAfter, long volumeLimit, long version) {

	/** How an operator would find it. */
	@Override
	public String toString() {
		return "trade " + this.symbol + "-" + this.sequence + " (version " + this.version + ")";
	}

}
