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
	REGULATORY;

	/**
	 * Reads the reason of an operator in upper or lower case: any but
	 * {@link #VOLUME_LIMIT}, which is the market's own.
	 * @throws InvalidValueException if the text is anything else
	 */
	public static HaltReason parse(String text) {
		// As in Side: no upper-casing that depends on a locale.
		return switch (text) {
			case "ADMIN", "admin", "Admin" -> ADMIN;
			case "NEWS", "news", "News" -> NEWS;
			case "REGULATORY", "regulatory", "Regulatory" -> REGULATORY;
			default -> throw new InvalidValueException(InvalidValueException.Field.HALT_REASON,
					"ADMIN, NEWS or REGULATORY", text);
		};
	}

}
