package org.bourse.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Who has a JSON Web Token of the configured issuer. May block, as the issuer's keys are
 * fetched when they are needed first and when they have changed.
 */
final class JwtCallers {

	private static final int MAX_TOKEN_LENGTH = 8 * 1024;

	private static final int MAX_NAME_LENGTH = 64;

	/**
	 * Anybody can have the issuer asked by a token that looks like one of its own, so one
	 * that does not answer must not hold all threads of a door.
	 */
	private static final int MOST_ASKING = 16;

	/** Many checks of signatures, for which a good token may have to wait. */
	private static final long PATIENCE_MILLIS = 20;

	private final JwtDecoder decoder;

	private final String rolesClaim;

	private final Semaphore places = new Semaphore(MOST_ASKING);

	JwtCallers(JwtDecoder decoder, String rolesClaim) {
		this.decoder = decoder;
		this.rolesClaim = rolesClaim;
	}

	/** Whether it may be one. */
	static boolean isJwt(String token) {
		int first = token.indexOf('.');
		return first > 0 && token.indexOf('.', first + 1) > 0;
	}

	/**
	 * @return null if the token is not good, or gives no role
	 * @throws AccessUnavailableException if that cannot be known now
	 */
	@Nullable Caller find(String token) {
		if (token.length() > MAX_TOKEN_LENGTH) {
			return null;
		}
		enter();
		try {
			Jwt jwt = this.decoder.decode(token);
			Set<Role> roles = roles(jwt.getClaim(this.rolesClaim));
			return roles.isEmpty() ? null : new Caller(printable(jwt.getSubject()), roles, null);
		}
		catch (BadJwtException ex) {
			return null;
		}
		catch (JwtException | JwtDecoderInitializationException ex) {
			throw new AccessUnavailableException("the issuer of tokens cannot be asked; try later", ex);
		}
		finally {
			this.places.release();
		}
	}

	private void enter() {
		try {
			if (this.places.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new AccessUnavailableException("too many ask the issuer of tokens; try later");
	}

	private static Set<Role> roles(@Nullable Object claim) {
		Collection<?> names = (claim instanceof Collection<?> many) ? many
				: List.of(((claim instanceof String text) ? text : "").split(" "));
		Set<Role> roles = EnumSet.noneOf(Role.class);
		for (Role role : Role.values()) {
			if (names.contains(role.toString())) {
				roles.add(role);
			}
		}
		return roles;
	}

	/** The issuer's text goes into the ledger: what could forge a line does not. */
	private static String printable(@Nullable String subject) {
		if (subject == null || subject.isEmpty()) {
			return "jwt";
		}
		String clean = subject.replaceAll("[^A-Za-z0-9._:|/-]", "?");
		return (clean.length() > MAX_NAME_LENGTH) ? clean.substring(0, MAX_NAME_LENGTH) : clean;
	}

}
