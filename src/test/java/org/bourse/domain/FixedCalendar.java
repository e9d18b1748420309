package org.bourse.domain;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * A calendar of one session.
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
	public @Nullable Instant sessionEnd(Instant time) {
		return this.end;
	}

}
