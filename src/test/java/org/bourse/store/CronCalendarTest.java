package org.bourse.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.bourse.domain.SessionCalendar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CronCalendarTest {

	@Test
	void aSessionIsFromMidnightToMidnight() {
		SessionCalendar calendar = new CronCalendar("0 0 0 * * *", ZoneOffset.UTC);
		session(calendar, "2026-01-02T00:00:00Z", "2026-01-02", "2026-01-03T00:00:00Z");
		session(calendar, "2026-01-02T23:59:59.999999Z", "2026-01-02", "2026-01-03T00:00:00Z");
		session(calendar, "2026-01-03T00:00:00Z", "2026-01-03", "2026-01-04T00:00:00Z");
		// The clock was set back.
		session(calendar, "2026-01-01T12:00:00Z", "2026-01-01", "2026-01-02T00:00:00Z");
	}

	@Test
	void aSessionIsNamedByTheDayOnWhichItBeganInTheZoneOfTheMarket() {
		SessionCalendar calendar = new CronCalendar("0 30 9 * * MON-FRI", ZoneId.of("America/New_York"));
		// Friday, before and after the begin; Sunday; the Monday after the clocks
		// changed.
		session(calendar, "2026-03-06T14:29:59Z", "2026-03-05", "2026-03-06T14:30:00Z");
		session(calendar, "2026-03-06T14:30:00Z", "2026-03-06", "2026-03-09T13:30:00Z");
		session(calendar, "2026-03-08T20:00:00Z", "2026-03-06", "2026-03-09T13:30:00Z");
		session(calendar, "2026-03-09T13:30:00Z", "2026-03-09", "2026-03-10T13:30:00Z");
	}

	/** In these zones clocks go forward or back over the begin of the session. */
	@ParameterizedTest
	@CsvSource({ "0 0 0 * * *,Africa/Cairo", "0 0 0 * * *,Asia/Beirut", "0 0 0 * * *,America/Santiago",
			"0 30 0 * * *,America/Havana", "0 30 2 * * *,Europe/Berlin", "0 30 2 * * *,America/New_York",
			"0 30 1 * * *,America/New_York", "0 0 0 * * *,Australia/Lord_Howe", "'0 0 6,18 * * *',Europe/Berlin" })
	void noSessionIsLeftOutOrBeginsTwiceWhenClocksChange(String cron, String zone) {
		SessionCalendar calendar = new CronCalendar(cron, ZoneId.of(zone));
		Instant time = Instant.parse("2025-12-31T12:00:00Z");
		for (int day = 0; day < 800; day++) {
			LocalDate session = calendar.sessionAt(time);
			Instant end = calendar.sessionEnd(session);
			assertThat(calendar.sessionAt(end.minusMillis(1))).isEqualTo(session);
			assertThat(calendar.sessionAt(end)).isEqualTo(session.plusDays(1));
			time = end;
		}
	}

	@Test
	void ofSeveralTimesOnOneDayTheFirstBeginsTheSession() {
		SessionCalendar calendar = new CronCalendar("0 0 6,18 * * *", ZoneOffset.UTC);
		session(calendar, "2026-01-02T12:00:00Z", "2026-01-02", "2026-01-03T06:00:00Z");
		session(calendar, "2026-01-02T19:00:00Z", "2026-01-02", "2026-01-03T06:00:00Z");
		session(calendar, "2026-01-03T05:00:00Z", "2026-01-02", "2026-01-03T06:00:00Z");
	}

	@Test
	void aSessionMayLastForYears() {
		SessionCalendar calendar = new CronCalendar("0 0 0 29 2 *", ZoneOffset.UTC);
		session(calendar, "2026-01-02T12:00:00Z", "2024-02-29", "2028-02-29T00:00:00Z");
	}

	@Test
	void withoutACronExpressionASessionNeverEnds() {
		SessionCalendar calendar = new CronCalendar(CronCalendar.NEVER, ZoneOffset.UTC);
		assertThat(calendar.sessionAt(Instant.parse("2026-01-02T12:00:00Z"))).isEqualTo(LocalDate.of(2026, 1, 2));
		assertThat(calendar.sessionEnd(LocalDate.of(2026, 1, 2))).isNull();
	}

	@Test
	void whatIsNoCronExpressionOrNeverFiresIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new CronCalendar("0 0 * * *", ZoneOffset.UTC))
			.withMessageContaining("6 fields");
		assertThatIllegalArgumentException().isThrownBy(() -> new CronCalendar("0 0 0 31 2 *", ZoneOffset.UTC))
			.withMessage("it never fires");
	}

	private static void session(SessionCalendar calendar, String at, String name, String end) {
		Instant time = Instant.parse(at);
		assertThat(calendar.sessionAt(time)).isEqualTo(LocalDate.parse(name));
		assertThat(calendar.sessionEnd(LocalDate.parse(name))).isEqualTo(Instant.parse(end));
	}

}
