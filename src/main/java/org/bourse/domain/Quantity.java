package org.bourse.domain;

/**
 * How many shares an order is for.
 *
 * @param shares 1 to 1,000,000,000
 */
public record Quantity(long shares) {

	public static final long MAX_SHARES = 1_000_000_000;

	private static final int MAX_DIGITS = 10;

	private static final String ALLOWED = "a whole number from 1 to " + MAX_SHARES;

	/**
	 * @throws InvalidValueException if the number is out of range
	 */
	public Quantity {
		if (shares < 1 || shares > MAX_SHARES) {
			throw new InvalidValueException(InvalidValueException.Field.QUANTITY, ALLOWED, Long.toString(shares));
		}
	}

	/**
	 * Reads plain digits: no sign, exponent, space or leading zero.
	 * @throws InvalidValueException if the text is anything else, or out of range
	 */
	public static Quantity parse(String text) {
		if (text.length() <= MAX_DIGITS && Ascii.isPlainInteger(text)) {
			long shares = Long.parseLong(text);
			if (shares >= 1 && shares <= MAX_SHARES) {
				return new Quantity(shares);
			}
		}
		throw new InvalidValueException(InvalidValueException.Field.QUANTITY, ALLOWED, text);
	}

	@Override
	public String toString() {
		return Long.toString(this.shares);
	}

}
