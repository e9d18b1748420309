package org.bourse.domain;

/**
 * A value from outside that the market's grammar does not allow. The message says what is
 * allowed and shows what was given, cleaned of control characters and cut, so that it can
 * be sent back to whoever sent the value.
 */
public final class InvalidValueException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private static final int SHOWN_CHARACTERS = 40;

	/** What the value was meant to be. */
	public enum Field {

		SYMBOL("symbol"), PRICE("price"), QUANTITY("quantity"), SIDE("side"), CLIENT_ORDER_ID("client order id"),
		VOLUME_LIMIT("volume limit"), HALT_REASON("reason"), RESUME_TIME("resume time"),
		CANDLE_INTERVAL("candle interval");

		private final String label;

		Field(String label) {
			this.label = label;
		}

	}

	private final Field field;

	/**
	 * @param field what the value was meant to be
	 * @param allowed completes the sentence "quantity must be ..."
	 * @param given the value as it came, of any length and content
	 */
	public InvalidValueException(Field field, String allowed, String given) {
		super(field.label + " must be " + allowed + "; it is " + shown(given));
		this.field = field;
	}

	public Field field() {
		return this.field;
	}

	/**
	 * Input errors are answers to somebody's typing, made by the thousand under a fuzzer:
	 * no stack trace is taken.
	 */
	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

	private static String shown(String given) {
		if (given.isEmpty()) {
			return "empty";
		}
		StringBuilder shown = new StringBuilder().append('\'');
		// By code points, so that none is cut in two.
		given.codePoints().limit(SHOWN_CHARACTERS).forEach((c) -> shown.appendCodePoint(isShown(c) ? c : '?'));
		boolean isWhole = shown.length() > given.length();
		shown.append('\'');
		return isWhole ? shown.toString() : shown + "... (" + given.length() + " characters)";
	}

	/** Halves of surrogate pairs are left out, too: they cannot be sent. */
	private static boolean isShown(int codePoint) {
		return !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
	}

}
