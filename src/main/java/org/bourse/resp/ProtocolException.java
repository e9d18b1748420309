package org.bourse.resp;

/**
 * What came over the wire is not RESP. There is no way to know where the next message
 * would begin, so the connection has to end.
 */
public final class ProtocolException extends Exception {

	private static final long serialVersionUID = 1L;

	public ProtocolException(String message) {
		// No stack trace: a fuzzer makes these by the thousand.
		super(message, null, false, false);
	}

}
