package org.bourse.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as it is known. Immutable, but for the rate, which counts.
 */
public final class Caller {

	/** Whoever comes while everybody may do everything. */
	private static final Caller ANYBODY = new Caller("", EnumSet.allOf(Role.class), null);

	/** Who has not shown a token where one is needed. */
	static final Caller STRANGER = new Caller("", EnumSet.noneOf(Role.class), null);

	private final String name;

	private final Set<Role> roles;

	private final @Nullable RequestRate rate;

	/**
	 * @param name of the token, for the ledger and the log; empty if there is none
	 * @param roles that it has; any of them implies {@link Role#READ}
	 * @param rate that all who show the token share; null for any
	 */
	Caller(String name, Set<Role> roles, @Nullable RequestRate rate) {
		this.name = name;
		Set<Role> all = roles.isEmpty() ? EnumSet.noneOf(Role.class) : EnumSet.copyOf(roles);
		if (!all.isEmpty()) {
			all.add(Role.READ);
		}
		this.roles = Collections.unmodifiableSet(all);
		this.rate = rate;
	}

	/** Whoever comes while everybody may do everything. */
	public static Caller anybody() {
		return ANYBODY;
	}

	/** The name of its token; empty if it has shown none. */
	public String name() {
		return this.name;
	}

	public Set<Role> roles() {
		return this.roles;
	}

	public boolean may(Role role) {
		return this.roles.contains(role);
	}

	/** How often it may ask; null for as often as it likes. */
	public @Nullable RequestRate rate() {
		return this.rate;
	}

	/** Whether it has not said who it is, and has to. */
	public boolean isStranger() {
		return this.roles.isEmpty();
	}

	/**
	 * For the ledger: who did something, and from where.
	 * @param door that it came through
	 * @param address that it came from
	 */
	public String at(String door, String address) {
		return door + " " + (this.name.isEmpty() ? "" : this.name + "@") + address;
	}

	@Override
	public String toString() {
		return (this.name.isEmpty() ? "no token" : this.name) + " " + this.roles;
	}

}
