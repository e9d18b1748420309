package org.bourse.verify;

/**
 * Something in the ledger that is not as it must be.
 *
 * @param entry which row, as an operator would find it
 * @param what of it is wrong
 */
record Fault(String entry, String what, String expected, String found) {

	@Override
	public String toString() {
		return this.entry + ": expected " + this.what + " " + this.expected + ", found " + this.found;
	}

}
