package org.bourse.web;

/**
 * One life of a server, told from others in all that clients keep: a market in memory
 * counts anew with each start.
 */
record Epoch(String name) {

	static Epoch beginning() {
		return new Epoch(Long.toString(System.currentTimeMillis(), Character.MAX_RADIX));
	}

	/** A number that was counted in this life. */
	String id(long number) {
		return this.name + "-" + number;
	}

}
