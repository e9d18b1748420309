package org.bourse.domain;

import org.jspecify.annotations.Nullable;

/**
 * Ends a write of {@link StockRepository} that got no answer from the market. The message
 * is fit to be shown to the client.
 */
public final class MarketException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final MarketFault fault;

	/**
	 * @param cause what happened below; null if the fault is the client's
	 */
	public MarketException(MarketFault fault, String message, @Nullable Throwable cause) {
		// Suppression and stack trace off: these are answers, made by the thousand when a
		// store is down.
		super(message, cause, false, false);
		this.fault = fault;
	}

	public static MarketException unknownStock(Symbol symbol) {
		return new MarketException(MarketFault.UNKNOWN_STOCK, "no stock has the symbol " + symbol, null);
	}

	public static MarketException clientOrderIdReused(ClientOrderId id) {
		return new MarketException(MarketFault.CLIENT_ORDER_ID_REUSED,
				"client order id " + id + " was used for another order; choose a new id", null);
	}

	/**
	 * @param message what keeps the stock from being resumed, and how it can be
	 */
	public static MarketException notResumable(String message) {
		return new MarketException(MarketFault.NOT_RESUMABLE, message, null);
	}

	public MarketFault fault() {
		return this.fault;
	}

}
