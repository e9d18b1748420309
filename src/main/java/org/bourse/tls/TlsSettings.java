package org.bourse.tls;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ssl.JksSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Makes one setting of three: where {@code bourse.tls.bundle} names a bundle, the doors
 * that are not ours are told of it by their own settings, and what contradicts it, or
 * cannot work, stops the start.
 */
final class TlsSettings implements EnvironmentPostProcessor {

	static final String[] PROTOCOLS = { "TLSv1.3", "TLSv1.2" };

	/**
	 * The same bundle, in a form that the gRPC door can go on using when it is reloaded.
	 */
	private static final String GRPC_BUNDLE = "bourse-grpc";

	private static final String BUNDLE = "bourse.tls.bundle";

	private static final String CLIENT_AUTH = "bourse.tls.client-auth";

	private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.acceptsProfiles(Profiles.of("client"))) {
			return;
		}
		String name = environment.getProperty(BUNDLE, "").strip();
		ClientAuth clientAuth = clientAuth(environment);
		if (name.isEmpty()) {
			if (clientAuth != ClientAuth.NONE) {
				throw refused(CLIENT_AUTH + "=" + environment.getProperty(CLIENT_AUTH) + " without TLS.",
						"Set " + BUNDLE + ", too.");
			}
			return;
		}
		String key = bundleKey(environment, name);
		MapPropertySource defaults = new MapPropertySource("bourse-tls", defaults(key));
		environment.getPropertySources().addLast(defaults);
		check(environment, key, clientAuth);
		Map<String, Object> doors = doors(name, clientAuth);
		environment.getPropertySources().addLast(new MapPropertySource("bourse-tls-doors", doors));
		doors.forEach((door, value) -> checkSame(environment, name, door, value));
		if (System.getProperty(REJECT_RENEGOTIATION) == null) {
			// TLS 1.2 would let clients ask for handshake after handshake on one
			// connection.
			System.setProperty(REJECT_RENEGOTIATION, "true");
		}
	}

	private static ClientAuth clientAuth(ConfigurableEnvironment environment) {
		String value = environment.getProperty(CLIENT_AUTH, "none").strip();
		try {
			return ClientAuth.valueOf(value.toUpperCase(Locale.ROOT));
		}
		catch (IllegalArgumentException ex) {
			throw refused("invalid value '" + value + "' of " + CLIENT_AUTH + ".", "It must be none, want or need.");
		}
	}

	private static String bundleKey(ConfigurableEnvironment environment, String name) {
		if (name.matches("[a-z0-9][a-z0-9-]{0,63}") && !name.equals(GRPC_BUNDLE)) {
			Binder binder = Binder.get(environment);
			for (String kind : List.of("pem", "jks")) {
				String key = "spring.ssl.bundle." + kind + "." + name;
				if (binder.bind(key, Object.class).isBound() || binder.bind(key, Map.class).isBound()) {
					return key;
				}
			}
		}
		throw refused("invalid value '" + name + "' of " + BUNDLE + ": there is no such bundle.",
				"Its certificate and key are spring.ssl.bundle.pem.NAME.keystore.certificate and .private-key, or "
						+ "spring.ssl.bundle.jks.NAME.keystore.location and .password; NAME is of a-z 0-9 and -.");
	}

	/** A key that does not fit its certificate would be noticed by clients only. */
	private static Map<String, Object> defaults(String key) {
		Map<String, Object> defaults = new LinkedHashMap<>();
		defaults.put(key + ".options.enabled-protocols", String.join(",", PROTOCOLS));
		if (key.startsWith("spring.ssl.bundle.pem.")) {
			defaults.put(key + ".keystore.verify-keys", "true");
		}
		return defaults;
	}

	private static void check(ConfigurableEnvironment environment, String key, ClientAuth clientAuth) {
		SslBundle bundle;
		boolean trusts;
		try {
			bundle = load(environment, key);
			bundle.createSslContext();
			trusts = bundle.getStores().getTrustStore() != null;
		}
		catch (RuntimeException ex) {
			throw refused(key + " cannot be used: " + messages(ex) + ".", "");
		}
		if (!hasKey(bundle.getStores().getKeyStore())) {
			throw refused(key + " has no certificate with a private key.",
					"Set " + key + ".keystore, as application.yml shows.");
		}
		if (clientAuth != ClientAuth.NONE && !trusts) {
			throw refused(
					CLIENT_AUTH + "=" + clientAuth.name().toLowerCase(Locale.ROOT) + ", and " + key
							+ " does not say whose certificates clients may show.",
					"Set " + key + ".truststore to those who sign them.");
		}
		String[] protocols = bundle.getOptions().getEnabledProtocols();
		if (protocols != null && !Arrays.asList(PROTOCOLS).containsAll(Arrays.asList(protocols))) {
			throw refused(
					"invalid value '" + String.join(",", protocols) + "' of " + key + ".options.enabled-protocols.",
					"Only TLSv1.2 and TLSv1.3 are safe.");
		}
	}

	private static SslBundle load(ConfigurableEnvironment environment, String key) {
		Binder binder = Binder.get(environment);
		return key.startsWith("spring.ssl.bundle.pem.")
				? PropertiesSslBundle.get(binder.bind(key, PemSslBundleProperties.class).get())
				: PropertiesSslBundle.get(binder.bind(key, JksSslBundleProperties.class).get());
	}

	private static boolean hasKey(@Nullable KeyStore store) {
		try {
			if (store != null) {
				for (String alias : Collections.list(store.aliases())) {
					if (store.isKeyEntry(alias)) {
						return true;
					}
				}
			}
			return false;
		}
		catch (KeyStoreException ex) {
			return false;
		}
	}

	/** Of a chain of exceptions each message that says something new. */
	private static String messages(Throwable failure) {
		Set<String> messages = new LinkedHashSet<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = cause.getMessage();
			if (message != null && messages.stream().noneMatch((told) -> told.contains(message))) {
				messages.add(message.replaceFirst("\\.$", ""));
			}
		}
		return messages.isEmpty() ? failure.getClass().getSimpleName()
				: String.join(": ", new ArrayList<>(messages).subList(0, Math.min(messages.size(), 3)));
	}

	private static Map<String, Object> doors(String name, ClientAuth clientAuth) {
		Map<String, Object> doors = new LinkedHashMap<>();
		doors.put("server.ssl.enabled", "true");
		doors.put("server.ssl.bundle", name);
		doors.put("server.ssl.client-auth", clientAuth.name().toLowerCase(Locale.ROOT));
		doors.put("spring.grpc.server.ssl.enabled", "true");
		doors.put("spring.grpc.server.ssl.bundle", GRPC_BUNDLE);
		doors.put("spring.grpc.server.ssl.client-auth", switch (clientAuth) {
			case NONE -> "none";
			case WANT -> "optional";
			case NEED -> "require";
		});
		doors.put("spring.grpc.server.ssl.secure", "true");
		return doors;
	}

	private static void checkSame(ConfigurableEnvironment environment, String name, String door, Object expected) {
		String found = environment.getProperty(door, "");
		if (!found.equalsIgnoreCase(expected.toString())) {
			throw refused(door + "=" + found + " contradicts " + BUNDLE + "=" + name + ".",
					"Leave " + door + " out: all doors get the same from " + BUNDLE + " and " + CLIENT_AUTH + ".");
		}
	}

	private static FailureAnalyzedException refused(String description, String action) {
		return new FailureAnalyzedException(description, action);
	}

}
