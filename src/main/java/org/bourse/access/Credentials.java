package org.bourse.access;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

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
				|| environment.containsProperty(ISSUER + "issuer-uri")
				|| environment.containsProperty(ISSUER + "jwk-set-uri")
				|| environment.containsProperty(ISSUER + "public-key-location");
	}

}
