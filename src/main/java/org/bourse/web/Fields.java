package org.bourse.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import org.bourse.domain.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one request and remembers what cannot be understood, so that the
 * client is told of everything at once.
 */
final class Fields {

	private static final int MAX_SHOWN = 40;

	/**
	 * Of more it is only said that there are: an answer must not be many times the
	 * request.
	 */
	private static final int MAX_VIOLATIONS = 10;

	private final List<Problem.Violation> violations = new ArrayList<>();

	private boolean areMore;

	/**
	 * The value of a field; null, and a violation is remembered, if it cannot be
	 * understood.
	 */
	<T> @Nullable T read(Supplier<T> field) {
		try {
			return field.get();
		}
		catch (InvalidValueException ex) {
			String message = String.valueOf(ex.getMessage());
			switch (ex.field()) {
				case SYMBOL -> violated("symbol", ProblemType.SYMBOL_INVALID, message);
				case PRICE -> violated("price", ProblemType.PRICE_INVALID, message);
				case QUANTITY -> violated("quantity", ProblemType.QUANTITY_INVALID, message);
				case SIDE -> violated("side", ProblemType.SIDE_INVALID, message);
				case CLIENT_ORDER_ID -> violated("Idempotency-Key", ProblemType.CLIENT_ORDER_ID_INVALID, message);
				case VOLUME_LIMIT -> violated("volumeLimit", ProblemType.VOLUME_LIMIT_INVALID, message);
				case HALT_REASON -> violated("reason", ProblemType.REASON_INVALID, message);
				case RESUME_TIME -> violated("resumeAt", ProblemType.RESUME_TIME_INVALID, message);
				case CANDLE_INTERVAL -> violated("interval", ProblemType.CANDLE_INTERVAL_INVALID, message);
			}
			return null;
		}
	}

	void violated(String field, ProblemType code, String message) {
		if (this.violations.size() < MAX_VIOLATIONS) {
			this.violations.add(new Problem.Violation(field, code, message));
		}
		else {
			this.areMore = true;
		}
	}

	/** A name that this request may not have. */
	void unknown(String name, ProblemType code) {
		StringBuilder shown = new StringBuilder();
		name.codePoints().limit(MAX_SHOWN).forEach((c) -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
		violated(shown.toString(), code, code.title().toLowerCase(Locale.ROOT) + ": '" + shown + "'");
	}

	boolean areInvalid() {
		return !this.violations.isEmpty();
	}

	/**
	 * What to answer if the fields are invalid: the violations, of which the first gives
	 * the type.
	 */
	ProblemException problem() {
		String detail = String.join("; ", this.violations.stream().map(Problem.Violation::message).toList());
		return new Problem(this.violations.get(0).code(), this.areMore ? detail + "; and more" : detail,
				List.copyOf(this.violations))
			.asException();
	}

}
