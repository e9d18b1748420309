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

	/**
	 * When a session ends; null if it never does. It is asked for by its name, as stocks
	 * may be in a later one than the clock says: no session begins twice, also if the
	 * clock was set back.
	 */
	@Nullable Instant sessionEnd(LocalDate session);

}
