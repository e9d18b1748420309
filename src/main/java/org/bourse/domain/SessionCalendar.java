package org.bourse.domain;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * Which session of the market is when. Safe for use by many threads.
 */
public interface SessionCalendar {

	/** The session at a time, named by the day on which it began. */
	LocalDate sessionAt(Instant time);

	/** When the session at a time ends; null if it never does. */
	@Nullable Instant sessionEnd(Instant time);

}
