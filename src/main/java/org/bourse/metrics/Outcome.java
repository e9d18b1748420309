package org.bourse.metrics;

import java.util.Locale;

/**
 * How a request ended, as far as metrics tell requests apart.
 */
public enum Outcome {

	/** It did what it asked for. */
	OK,
	/** The market turned the order down. */
	REFUSED,
	/** It named a stock that does not exist. */
	UNKNOWN_STOCK,
	/** It could not be understood. */
	INVALID,
	/**
	 * Its caller may not ask for it or has not said who it is, or asks more often than
	 * its token may.
	 */
	DENIED,
	/** Not applied: too much was waiting. */
	BUSY,
	/** Not applied: the store is down or the server shuts down. */
	UNAVAILABLE,
	/** It is not known whether it was applied. */
	OUTCOME_UNKNOWN,
	/** The client gave up before it was answered. */
	CANCELLED,
	/** The server is at fault. */
	ERROR;

	/** The value of the tag {@code outcome}. */
	String tag() {
		return name().toLowerCase(Locale.ROOT);
	}

}
