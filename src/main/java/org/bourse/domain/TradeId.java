package org.bourse.domain;

/**
 * Identifies an executed trade.
 *
 * @param sequence counts the trades in this stock from 1, without holes
 */
public record TradeId(Symbol symbol, long sequence) {

	/**
	 * Such as {@code GameStart-17}. Unambiguous although a symbol may hold dashes: the
	 * sequence is all digits.
	 */
	@Override
	public String toString() {
		return this.symbol + "-" + this.sequence;
	}

}
