package org.bourse.domain;

/**
 * Character classes of the market's grammars. {@link Character} would also accept the
 * digits and letters of all the world's scripts.
 */
final class Ascii {

	private Ascii() {
	}

	static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	static boolean isLetterOrDigit(char c) {
		return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
	}

	/**
	 * Whether the text is all digits, at least one, and without a leading zero unless it
	 * is just {@code 0}.
	 */
	static boolean isPlainInteger(CharSequence text) {
		if (text.isEmpty() || (text.length() > 1 && text.charAt(0) == '0')) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			if (!isDigit(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

}
