package org.bourse.client;

import java.io.Serial;

/**
 * Ends a client program, or one attempt of it, with a line for the user.
 */
public final class ClientException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final ExitCode exitCode;

	public ClientException(ExitCode exitCode, String message) {
		super(message, null, false, false);
		this.exitCode = exitCode;
	}

	ExitCode exitCode() {
		return this.exitCode;
	}

	/** Whether the same request may succeed later. */
	boolean mayPass() {
		return this.exitCode == ExitCode.UNAVAILABLE || this.exitCode == ExitCode.BUSY;
	}

}
