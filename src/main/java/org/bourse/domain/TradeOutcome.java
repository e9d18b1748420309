package org.bourse.domain;

/**
 * What became of an order that was understood. Only {@link #EXECUTED} changes the stock.
 */
public enum TradeOutcome {

	/** The whole quantity was traded at the last price. */
	EXECUTED,
	/** Refused: the stock is halted. */
	HALTED,
	/**
	 * Refused: the quantity is more than the remaining volume; a smaller order may fit.
	 */
	LIMIT_EXCEEDED

}
