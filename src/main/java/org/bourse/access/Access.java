package org.bourse.access;

import java.util.List;

import io.github.bucket4j.TimeMeter;
import org.jspecify.annotations.Nullable;

/**
 * Decides who a caller is. Safe for use by many threads.
 */
public final class Access {

	private final boolean open;

	private final List<KnownToken> tokens;

	private final @Nullable JwtCallers jwts;

	/**
	 * @param jwts who has a token of an issuer; null if there is none
	 * @param clock by which requests a second are counted
	 */
	Access(AccessProperties properties, @Nullable JwtCallers jwts, TimeMeter clock) {
		this.tokens = properties.tokens()
			.stream()
			.map((token) -> new KnownToken(TokenHash.parse(token.hash()), caller(token, clock)))
			.toList();
		this.jwts = jwts;
		this.open = this.tokens.isEmpty() && jwts == null;
	}

	private static Caller caller(AccessProperties.Token token, TimeMeter clock) {
		int perSecond = token.requestsPerSecond();
		return new Caller(token.name(), token.roles(),
				(perSecond > 0) ? new RequestRate(token.name(), perSecond, clock) : null);
	}

	/** For parts that are tested alone: everybody may do everything. */
	public static Access open() {
		return new Access(new AccessProperties(true, List.of(), "roles"), null, TimeMeter.SYSTEM_NANOTIME);
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
	 * Who has a token of the settings. All of them are compared, each in constant time;
	 * never blocks.
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

	/** Whether there is an issuer of JSON Web Tokens. */
	public boolean hasIssuer() {
		return this.jwts != null;
	}

	/**
	 * Whether it may be a token of the issuer, so that {@link #findOrAsk} may block:
	 * three parts with dots between, which hardly any other token has.
	 */
	public boolean isForIssuer(String token) {
		return this.jwts != null && JwtCallers.isJwt(token);
	}

	/**
	 * Who has a token of the settings or of the issuer.
	 * @param token as the client says it
	 * @return null if nobody has it
	 * @throws AccessUnavailableException if that cannot be known now
	 */
	public @Nullable Caller findOrAsk(String token) {
		Caller known = find(token);
		return (known == null && this.jwts != null && JwtCallers.isJwt(token)) ? this.jwts.find(token) : known;
	}

	private record KnownToken(TokenHash hash, Caller caller) {
	}

}
