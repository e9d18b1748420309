package org.bourse.domain;

/**
 * Why a well-formed request got no answer from the market.
 */
public enum MarketFault {

	/** No stock has this symbol. Nothing changed. */
	UNKNOWN_STOCK,
	/** The client order id was used before, for another order. Nothing changed. */
	CLIENT_ORDER_ID_REUSED,
	/**
	 * The stock cannot be resumed in this way: it has reached its volume limit, and needs
	 * another one or its volume reset. Nothing changed.
	 */
	NOT_RESUMABLE,
	/** Too much is waiting to be written. Nothing changed; try later. */
	BUSY,
	/** The store is down or the server shuts down. Nothing changed. */
	UNAVAILABLE,
	/**
	 * It is not known whether the request was applied: ask again with the same client
	 * order id.
	 */
	OUTCOME_UNKNOWN

}
