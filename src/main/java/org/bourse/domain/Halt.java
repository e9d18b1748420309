package org.bourse.domain;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * A stop of trading in one stock. It ends when an operator resumes the stock, or, if the
 * volume limit was the reason, with the session; the time at which it is expected to end
 * ends nothing by itself.
 *
 * @param since when it began
 * @param resumeAt when it is expected to end; null if that is not known
 */
public record Halt(HaltReason reason, Instant since, @Nullable Instant resumeAt) {

	private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59Z");

	/**
	 * Reads the time of a resume, such as {@code 2026-11-23T14:30:00Z}.
	 * @throws InvalidValueException if the text is no such time, or is not later than the
	 * given one
	 */
	public static Instant parseResumeTime(String text, Instant now) {
		try {
			return requireResumeTime(Instant.parse(text), now);
		}
		catch (DateTimeParseException ex) {
			throw invalidResumeTime(now, text);
		}
	}

	/**
	 * The time itself, in whole microseconds.
	 * @throws InvalidValueException if it is not later than the other one, or beyond the
	 * year 9999
	 */
	public static Instant requireResumeTime(Instant resumeAt, Instant now) {
		Instant whole = resumeAt.truncatedTo(ChronoUnit.MICROS);
		if (!whole.isAfter(now) || whole.isAfter(LAST_TIME)) {
			throw invalidResumeTime(now, resumeAt.toString());
		}
		return whole;
	}

	private static InvalidValueException invalidResumeTime(Instant now, String given) {
		return new InvalidValueException(InvalidValueException.Field.RESUME_TIME,
				"a time such as 2026-11-23T14:30:00Z, later than now (" + now.truncatedTo(ChronoUnit.SECONDS) + ")",
				given);
	}

}
