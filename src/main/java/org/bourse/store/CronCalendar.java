package org.bourse.store;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

import org.bourse.domain.SessionCalendar;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.support.CronExpression;

/**
 * Sessions that begin at the times of a cron expression in the zone of the market, each
 * named by the day on which it began: however often a day the expression may fire, a day
 * has one session.
 */
final class CronCalendar implements SessionCalendar {

	/** An expression of which no session ever ends. */
	static final String NEVER = "-";

	/**
	 * How far back the begin of the session is looked for, the likely ones first: an
	 * expression can be asked for the next time only. The last one is the leap year that
	 * is left out in a century.
	 */
	private static final List<Duration> PASTS = List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(31),
			Duration.ofDays(366), Duration.ofDays(8 * 366));

	private final @Nullable CronExpression begins;

	private final ZoneId zone;

	/** The last answer, as it is asked for with every trade. */
	private volatile @Nullable Session last;

	/**
	 * @param cron seconds, minutes, hours, days, months, days of the week; or
	 * {@link #NEVER}
	 * @throws IllegalArgumentException if it is no cron expression, or never fires
	 */
	CronCalendar(String cron, ZoneId zone) {
		this.begins = cron.equals(NEVER) ? null : CronExpression.parse(cron);
		this.zone = zone;
		if (this.begins != null && this.begins.next(ZonedDateTime.now(zone)) == null) {
			throw new IllegalArgumentException("it never fires");
		}
	}

	@Override
	public LocalDate sessionAt(Instant time) {
		LocalDateTime now = time.atZone(this.zone).toLocalDateTime();
		if (this.begins != null) {
			for (Duration past : PASTS) {
				LocalDateTime begin = lastBegin(this.begins, now.minus(past), time);
				if (begin != null) {
					return begin.toLocalDate();
				}
			}
		}
		return now.toLocalDate();
	}

	/** Not later than the time; null if there is none behind the start. */
	private @Nullable LocalDateTime lastBegin(CronExpression cron, LocalDateTime start, Instant time) {
		LocalDateTime last = null;
		LocalDateTime next = cron.next(start);
		while (next != null && !instant(next).isAfter(time)) {
			last = next;
			next = cron.next(next);
		}
		return last;
	}

	/**
	 * A begin on the clock of the market. Where clocks go forward over it, it is as much
	 * later; where they go back over it, it is the first of the two. Left to the
	 * expression, a begin that the clock leaves out would be left out, too.
	 */
	private Instant instant(LocalDateTime begin) {
		return begin.atZone(this.zone).toInstant();
	}

	/** The first begin on a later day. */
	@Override
	public @Nullable Instant sessionEnd(LocalDate session) {
		if (this.begins == null) {
			return null;
		}
		Session known = this.last;
		if (known == null || !known.day.equals(session)) {
			LocalDateTime next = this.begins.next(session.atTime(LocalTime.MAX));
			known = new Session(session, (next != null) ? instant(next) : null);
			this.last = known;
		}
		return known.end;
	}

	private record Session(LocalDate day, @Nullable Instant end) {
	}

}
