package org.bourse.access;

import java.util.Locale;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * What a caller may be allowed to do. Whoever has any role may read.
 */
public enum Role {

	/** Lookups, quotes, history, streams, and what the server tells about itself. */
	READ,
	/** Orders. */
	TRADE,
	/** Price updates. */
	FEED,
	/** Halts and resumes. */
	ADMIN;

	private final GrantedAuthority authority = new SimpleGrantedAuthority("ROLE_" + name());

	/** As Spring Security has it. */
	public GrantedAuthority authority() {
		return this.authority;
	}

	/** As settings and messages have it. */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
