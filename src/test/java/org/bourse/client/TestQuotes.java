package org.bourse.client;

/**
 * Quotes to be told.
 */
final class TestQuotes {

	private TestQuotes() {
	}

	static Quote trading(String symbol, String price, long version) {
		return new Quote(symbol, price, version, 1000, "TRADING", null, null, null, version, null);
	}

}
