package org.bourse.access;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Who may come in.
 *
 * @param open true lets everybody do everything also where a door listens on more than
 * loopback and there are no credentials; else such a server does not start
 * @param tokens who may do what; with one or more, whoever shows none may only ask for
 * health
 * @param jwtRolesClaim where JSON Web Tokens of
 * spring.security.oauth2.resourceserver.jwt.issuer-uri have the roles: a list of read,
 * trade, feed, admin, or a text with spaces between them
 */
@ConfigurationProperties(prefix = "bourse.access", ignoreUnknownFields = false)
record AccessProperties(@DefaultValue("false") boolean open, @DefaultValue List<Token> tokens,
		@DefaultValue("roles") String jwtRolesClaim) {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");

	private static final int MAX_REQUESTS_PER_SECOND = 1_000_000;

	AccessProperties {
		tokens = List.copyOf(tokens);
		Set<String> names = new HashSet<>();
		Set<String> hashes = new HashSet<>();
		for (int i = 0; i < tokens.size(); i++) {
			Token token = tokens.get(i);
			String key = "bourse.access.tokens[" + i + "]";
			require(token.name() != null && NAME.matcher(token.name()).matches(), key + ".name", token.name(),
					"must be 1 to 32 of A-Z a-z 0-9 . _ -");
			require(names.add(token.name()), key + ".name", token.name(), "is another token's name already");
			// The value is not told: it may be a token, put there by mistake.
			require(token.isHashed(), key + ".hash", "...",
					"must be sha256: and 64 hexadecimal digits, as --spring.profiles.active=hash-token makes it");
			require(hashes.add(TokenHash.parse(token.hash()).toString()), key + ".hash", "...",
					"is another token's hash already");
			require(token.roles() != null && !token.roles().isEmpty(), key + ".roles", token.roles(),
					"must be one or more of read, trade, feed, admin");
			require(token.requestsPerSecond() >= 0 && token.requestsPerSecond() <= MAX_REQUESTS_PER_SECOND,
					key + ".requests-per-second", token.requestsPerSecond(),
					"must be a whole number from 0 to " + MAX_REQUESTS_PER_SECOND + "; 0 for no limit");
		}
	}

	private static void require(boolean condition, String key, Object value, String reason) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException(key, (value != null) ? value : "", reason);
		}
	}

	/**
	 * A token.
	 *
	 * @param name for the ledger and the log, 1 to 32 of A-Z a-z 0-9 . _ -
	 * @param hash of it, as the program hash-token makes it: sha256: and 64 hexadecimal
	 * digits
	 * @param roles what may be done with it: read, trade, feed (price updates), admin
	 * (halts and resumes); each of them includes read
	 * @param requestsPerSecond that all who show it may make together, at all doors, 0 to
	 * 1000000; 0 for no limit. A second's worth of them may come at once
	 */
	@ConfigurationPropertiesSource
	record Token(String name, String hash, Set<Role> roles, @DefaultValue("0") int requestsPerSecond) {

		private boolean isHashed() {
			try {
				return this.hash != null && TokenHash.parse(this.hash) != null;
			}
			catch (IllegalArgumentException ex) {
				return false;
			}
		}

		/** A hash is no secret, but nobody has to see it. */
		@Override
		public String toString() {
			return this.name + " " + this.roles;
		}

	}

}
