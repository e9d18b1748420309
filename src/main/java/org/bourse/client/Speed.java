package org.bourse.client;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * How fast a file is replayed.
 *
 * @param factor how many seconds of the file pass in one; infinite to wait for nothing
 */
record Speed(double factor) {

	private static final double MIN = 0.001;

	private static final double MAX = 1_000_000;

	private static final double NANOS = 1e9;

	static final Speed REAL = new Speed(1);

	static final Speed AT_ONCE = new Speed(Double.POSITIVE_INFINITY);

	/**
	 * @throws IllegalArgumentException if the text is no speed
	 */
	static Speed parse(String text) {
		if (text.equalsIgnoreCase("max")) {
			return AT_ONCE;
		}
		try {
			double factor = new BigDecimal(text).doubleValue();
			if (factor >= MIN && factor <= MAX) {
				return new Speed(factor);
			}
		}
		catch (NumberFormatException ex) {
			// The same answer as for a number out of range.
		}
		throw new IllegalArgumentException(
				"speed must be a number from 0.001 to 1000000, or max; it is '" + text + "'");
	}

	/** How long a time of the file takes; centuries, if need be. */
	long nanos(Duration time) {
		return (long) ((time.getSeconds() * NANOS + time.getNano()) / this.factor);
	}

}
