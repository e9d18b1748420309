package org.bourse.client;

import org.jspecify.annotations.Nullable;

/**
 * What a program shows a server.
 *
 * @param token as the server's operator has given it; null for none
 */
public record Credentials(@Nullable String token) {

	public static Credentials none() {
		return new Credentials(null);
	}

	/** A token is never shown. */
	@Override
	public String toString() {
		return (this.token != null) ? "token" : "no token";
	}

}
