package org.bourse.store.ledger;

/**
 * What an error of the database means for the transaction that it ended, and for the next
 * one.
 */
public enum LedgerFailure {

	/**
	 * Another transaction was in the way: not applied, and likely to succeed when tried
	 * again.
	 */
	CONFLICT,
	/** Something in the transaction itself is at fault: not applied. */
	REFUSED,
	/**
	 * Nothing can be written at present, for want of space or of permission: not applied.
	 * Reads go on, and writes may succeed later on the same connection.
	 */
	UNWRITABLE,
	/**
	 * The connection is gone, or not worth keeping. Applied only if a commit was under
	 * way, and then it must be asked for.
	 */
	LOST,
	/**
	 * The disk or the file cannot be trusted any more. What was committed before is safe,
	 * what was being committed is not known, and nothing may be acknowledged until the
	 * file was recovered by a new start.
	 */
	BROKEN

}
