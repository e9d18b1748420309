package org.bourse.domain;

/**
 * Whether a stock can be traded.
 */
public enum StockStatus {

	TRADING, HALTED

}
