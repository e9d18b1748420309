package org.bourse.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * What settings have of a token: its SHA-256. A fast hash is enough, as tokens are random
 * and too long to be guessed, never chosen by people.
 */
public final class TokenHash {

	/** Of a token, in characters: shorter ones could be guessed from their hash. */
	public static final int MIN_TOKEN_LENGTH = 32;

	public static final int MAX_TOKEN_LENGTH = 1024;

	private static final String PREFIX = "sha256:";

	private static final int RANDOM_BYTES = 32;

	/**
	 * One for each thread that asks: to look a digest up costs more than to use it.
	 */
	private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(TokenHash::sha256);

	private final byte[] bytes;

	private TokenHash(byte[] bytes) {
		this.bytes = bytes;
	}

	/** A new token, of 256 random bits: 43 characters. */
	public static String newToken() {
		byte[] random = new byte[RANDOM_BYTES];
		new SecureRandom().nextBytes(random);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
	}

	/** The hash of what a client says its token is; of any length. */
	public static TokenHash of(String token) {
		return new TokenHash(SHA_256.get().digest(token.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Reads {@code sha256:} and 64 hexadecimal digits.
	 * @throws IllegalArgumentException if it is something else
	 */
	static TokenHash parse(String text) {
		if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + 2 * RANDOM_BYTES) {
			throw new IllegalArgumentException("not a hash");
		}
		return new TokenHash(HexFormat.of().parseHex(text, PREFIX.length(), text.length()));
	}

	/** In a time that does not depend on where they differ. */
	boolean matches(TokenHash other) {
		return MessageDigest.isEqual(this.bytes, other.bytes);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java has SHA-256", ex);
		}
	}

	/** As settings have it. */
	@Override
	public String toString() {
		return PREFIX + HexFormat.of().formatHex(this.bytes);
	}

}
