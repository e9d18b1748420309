package org.bourse.domain;

/**
 * Why a stock is halted.
 */
public enum HaltReason {

	/** The volume of the session reached its limit. */
	VOLUME_LIMIT,
	/** An operator halted it. */
	ADMIN,
	/** News are pending. */
	NEWS,
	/** A regulator halted it. */
	REGULATORY

}
