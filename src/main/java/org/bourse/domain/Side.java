package org.bourse.domain;

/**
 * Which way an order goes. Both ways add to the volume.
 */
public enum Side {

	BUY, SELL;

	/**
	 * Reads BUY or SELL in upper or lower case.
	 * @throws InvalidValueException if the text is anything else
	 */
	public static Side parse(String text) {
		// Not toUpperCase: under a Turkish locale, or with a long s, other texts become
		// BUY or SELL.
		return switch (text) {
			case "BUY", "buy", "Buy" -> BUY;
			case "SELL", "sell", "Sell" -> SELL;
			default -> throw new InvalidValueException(InvalidValueException.Field.SIDE, "BUY or SELL", text);
		};
	}

}
