package org.bourse.client.bench;

/**
 * What is asked of the server. In lower case, as it is typed.
 */
enum Scenario {

	/**
	 * Five questions, each answered by some measurements. Never that of a measurement.
	 */
	compare,

	/** Lookups only. */
	lookup,

	/** Orders of one share, to buy or to sell. */
	trade,

	/** Lookups, and one order among ten requests. */
	mixed

}
