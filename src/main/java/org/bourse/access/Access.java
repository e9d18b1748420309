package org.bourse.access;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Decides who a caller is. Safe for use by many threads; never blocks.
 */
public final class Access {

	private final boolean open;

	private final List<KnownToken> tokens;

	private final @Nullable JwtCallers jwts;

	/**
	 * @param jwts who has a token of an issuer; null if there is none
	 */
	Access(AccessProperties properties, @Nullable JwtCallers jwts) {
		this.tokens = properties.tokens()
			.stream()
			.map((token) -> new KnownToken(TokenHash.parse(token.hash()), new Caller(token.name(), token.roles())))
			.toList();
		this.jwts = jwts;
		this.open = this.tokens.isEmpty() && jwts == null;
	}

	/** For parts that are tested alone: everybody may do everything. */
	public static Access open() {
		return new Access(new AccessProperties(true, List.of(), "roles"), null);
	}

	/** Whether everybody may do everything, as there are no credentials. */
	public boolean isOpen() {
		return this.open;
	}

	/** Who has shown nothing yet. */
	public Caller stranger() {
		return this.open ? Caller.anybody() : Caller.STRANGER;
	}

	/**
	 * Who has a token of the settings. All of them are compared, each in constant time.
	 * @param token as the client says it
	 * @return null if nobody has it
	 */
	public @Nullable Caller find(String token) {
		if (token.length() > TokenHash.MAX_TOKEN_LENGTH) {
			return null;
		}
		TokenHash hash = TokenHash.of(token);
		Caller found = null;
		for (KnownToken known : this.tokens) {
			if (known.hash().matches(hash)) {
				found = known.caller();
			}
		}
		return found;
	}

	/** Who has a JSON Web Token of the issuer; null if there is no issuer. */
	public @Nullable JwtCallers jwts() {
		return this.jwts;
	}

	private record KnownToken(TokenHash hash, Caller caller) {
	}

}
