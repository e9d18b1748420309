package org.bourse.client;

import org.jspecify.annotations.Nullable;

/**
 * What a program shows a server, and wants to be shown.
 *
 * @param token as the server's operator has given it; null for none
 * @param tls null for none
 */
public record Credentials(@Nullable String token, @Nullable ClientTls tls) {

	public static Credentials none() {
		return new Credentials(null, null);
	}

	public Credentials through(@Nullable ClientTls other) {
		return new Credentials(this.token, other);
	}

	/** A token is never shown. */
	@Override
	public String toString() {
		return ((this.token != null) ? "token" : "no token") + ((this.tls != null) ? ", TLS" : "");
	}

}
