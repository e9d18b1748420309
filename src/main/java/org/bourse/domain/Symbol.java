package org.bourse.domain;

/**
 * The name of a stock: case-sensitive, 1 to 16 of {@code A-Z a-z 0-9 . _ -}. Ordered as
 * its characters are in ASCII.
 */
public record Symbol(String value) implements Comparable<Symbol> {

	public static final int MAX_LENGTH = 16;

	/**
	 * @throws InvalidValueException if the value is not a symbol
	 */
	public Symbol {
		if (!isWellFormed(value)) {
			throw new InvalidValueException(InvalidValueException.Field.SYMBOL,
					"1 to " + MAX_LENGTH + " of A-Z a-z 0-9 . _ -", value);
		}
	}

	/**
	 * Whether the value could name a stock. Costs nothing, for those to whom a bad name
	 * is just an unknown one.
	 */
	public static boolean isWellFormed(String value) {
		return !value.isEmpty() && isPrefix(value);
	}

	/** Whether some symbol could begin with the value; the empty string begins all. */
	public static boolean isPrefix(String value) {
		if (value.length() > MAX_LENGTH) {
			return false;
		}
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (!(Ascii.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-')) {
				return false;
			}
		}
		return true;
	}

	@Override
	public int compareTo(Symbol other) {
		return this.value.compareTo(other.value);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
