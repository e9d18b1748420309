package org.bourse.store.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A ledger that must not be used as it is: too weak a durability, a schema that is too
 * new, a state that contradicts itself, a file in use. The message is one line for the
 * operator and says what to do.
 */
public final class LedgerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public LedgerException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/** What an error says, as one line without a full stop, to be a part of a message. */
	public static String oneLine(Throwable error) {
		return String.valueOf(error.getMessage()).strip().replaceAll("\\s+", " ").replaceFirst("[.]+$", "");
	}

}
