package org.bourse.access;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Whether the settings have credentials, for what must know it before there is an
 * {@link Access}.
 */
public final class Credentials {

	private static final String ISSUER = "spring.security.oauth2.resourceserver.jwt.";

	private Credentials() {
	}

	public static boolean areConfigured(Environment environment) {
		return Binder.get(environment).bind("bourse.access.tokens[0].name", String.class).isBound()
				|| hasText(environment, "issuer-uri") || hasText(environment, "jwk-set-uri")
				|| hasText(environment, "public-key-location");
	}

	/** An empty one, as of a variable that is not set, names no issuer. */
	private static boolean hasText(Environment environment, String key) {
		return StringUtils.hasText(environment.getProperty(ISSUER + key));
	}

}
