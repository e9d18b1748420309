package org.bourse.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * A calendar that is always at one session; those after it last a day each.
 */
public record FixedCalendar(LocalDate session, @Nullable Instant end) implements SessionCalendar {

	public static FixedCalendar endless() {
		return new FixedCalendar(LocalDate.EPOCH, null);
	}

	@Override
	public LocalDate sessionAt(Instant time) {
		return this.session;
	}

	@Override
	public @Nullable Instant sessionEnd(LocalDate other) {
		return (this.end != null) ? this.end.plus(ChronoUnit.DAYS.between(this.session, other), ChronoUnit.DAYS) : null;
	}

}
