package org.bourse.domain;

/**
 * An exact price, more than 0 and at most 1,000,000,000, in steps of one ten-thousandth.
 *
 * @param tenThousandths the price in units of 0.0001, 1 to 10,000,000,000,000
 */
public record Price(long tenThousandths) implements Comparable<Price> {

	private static final int FRACTION_DIGITS = 4;

	private static final long ONE = 10_000;

	private static final int MAX_WHOLE = 1_000_000_000;

	private static final int MAX_WHOLE_DIGITS = 10;

	public static final Price MIN = new Price(1);

	public static final Price MAX = new Price(MAX_WHOLE * ONE);

	private static final String ALLOWED = "a decimal number more than 0 and at most " + MAX_WHOLE + ", with at most "
			+ FRACTION_DIGITS + " fraction digits, such as 15.99";

	/**
	 * @throws InvalidValueException if the price is out of range
	 */
	public Price {
		if (tenThousandths < 1 || tenThousandths > MAX_WHOLE * ONE) {
			throw new InvalidValueException(InvalidValueException.Field.PRICE, ALLOWED,
					tenThousandths + " ten-thousandths");
		}
	}

	/**
	 * Reads digits, optionally followed by a point and one to four digits. No sign,
	 * exponent, space or leading zero.
	 * @throws InvalidValueException if the text is anything else, or out of range
	 */
	public static Price parse(String text) {
		int point = text.indexOf('.');
		CharSequence whole = (point < 0) ? text : text.substring(0, point);
		String fraction = (point < 0) ? "" : text.substring(point + 1);
		if (!Ascii.isPlainInteger(whole) || whole.length() > MAX_WHOLE_DIGITS || (point >= 0 && fraction.isEmpty())
				|| fraction.length() > FRACTION_DIGITS) {
			throw invalid(text);
		}
		long value = 0;
		for (int i = 0; i < whole.length(); i++) {
			value = value * 10 + (whole.charAt(i) - '0');
		}
		for (int i = 0; i < FRACTION_DIGITS; i++) {
			char digit = (i < fraction.length()) ? fraction.charAt(i) : '0';
			if (!Ascii.isDigit(digit)) {
				throw invalid(text);
			}
			value = value * 10 + (digit - '0');
		}
		if (value < 1 || value > MAX_WHOLE * ONE) {
			throw invalid(text);
		}
		return new Price(value);
	}

	private static InvalidValueException invalid(String text) {
		return new InvalidValueException(InvalidValueException.Field.PRICE, ALLOWED, text);
	}

	@Override
	public int compareTo(Price other) {
		return Long.compare(this.tenThousandths, other.tenThousandths);
	}

	/**
	 * The shortest decimal string that {@link #parse} reads as this price: {@code 15.99},
	 * {@code 20.5}, {@code 7}.
	 */
	@Override
	public String toString() {
		long whole = this.tenThousandths / ONE;
		int fraction = (int) (this.tenThousandths % ONE);
		if (fraction == 0) {
			return Long.toString(whole);
		}
		StringBuilder text = new StringBuilder(16).append(whole).append('.');
		for (int unit = (int) ONE / 10; fraction > 0; unit /= 10) {
			text.append((char) ('0' + fraction / unit));
			fraction %= unit;
		}
		return text.toString();
	}

}
