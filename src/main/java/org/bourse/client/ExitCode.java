package org.bourse.client;

/**
 * How a client program ends.
 */
public enum ExitCode {

	DONE(0), USAGE(2), UNKNOWN_STOCK(4), REFUSED(5), BUSY(6), UNAVAILABLE(7), NOT_AUTHORISED(8), NOT_VERIFIED(10),

	THRESHOLD_FAILED(10), INTERRUPTED(130);

	private final int code;

	ExitCode(int code) {
		this.code = code;
	}

	int code() {
		return this.code;
	}

}
