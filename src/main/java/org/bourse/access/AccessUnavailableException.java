package org.bourse.access;

/**
 * Who a caller is cannot be found out now.
 */
public final class AccessUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	AccessUnavailableException(String message) {
		super(message);
	}

	AccessUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
