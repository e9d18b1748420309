package org.bourse.domain;

/**
 * A client's own name for an order, which makes it safe to send again: 1 to 64 of
 * {@code A-Z a-z 0-9 _ -}.
 */
public record ClientOrderId(String value) {

	public static final int MAX_LENGTH = 64;

	/**
	 * @throws InvalidValueException if the value is not a client order id
	 */
	public ClientOrderId {
		if (!isWellFormed(value)) {
			throw new InvalidValueException(InvalidValueException.Field.CLIENT_ORDER_ID,
					"1 to " + MAX_LENGTH + " of A-Z a-z 0-9 _ -", value);
		}
	}

	private static boolean isWellFormed(String value) {
		if (value.isEmpty() || value.length() > MAX_LENGTH) {
			return false;
		}
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (!(Ascii.isLetterOrDigit(c) || c == '_' || c == '-')) {
				return false;
			}
		}
		return true;
	}

	@Override
	public String toString() {
		return this.value;
	}

}
