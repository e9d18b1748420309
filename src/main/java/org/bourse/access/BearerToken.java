package org.bourse.access;

import org.jspecify.annotations.Nullable;

/**
 * The token in a header or metadata {@code authorization: Bearer TOKEN}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, 2.1</a>
 */
public final class BearerToken {

	private static final String SCHEME = "bearer ";

	private BearerToken() {
	}

	/**
	 * @param authorization the value of the header; null if there is none
	 * @return null if it has no token of this kind
	 */
	public static @Nullable String of(@Nullable String authorization) {
		return (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
				? authorization.substring(SCHEME.length()) : null;
	}

}
