package org.bourse.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CandleTest {

	private static final Symbol SYMBOL = new Symbol("GameStart");

	@ParameterizedTest
	@EnumSource
	void anIntervalIsKnownByItsCode(CandleInterval interval) {
		assertThat(CandleInterval.parse(interval.code())).isEqualTo(interval);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1M", "1D", "2m", " 1m", "1m ", "60", "ONE_MINUTE", "1ｍ" })
	void anyOtherIntervalIsRefused(String text) {
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> CandleInterval.parse(text))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(InvalidValueException.Field.CANDLE_INTERVAL))
			.withMessageStartingWith("candle interval must be 1m, 5m, 15m, 1h or 1d; it is ");
	}

	@ParameterizedTest
	@CsvSource({ "1m, 2026-01-02T23:59:59.999999Z, 2026-01-02T23:59:00Z",
			"5m, 2026-01-02T23:59:59.999999Z, 2026-01-02T23:55:00Z", "5m, 2026-01-03T00:00:00Z, 2026-01-03T00:00:00Z",
			"15m, 2026-01-02T10:44:59Z, 2026-01-02T10:30:00Z", "1h, 2026-01-02T10:59:59Z, 2026-01-02T10:00:00Z",
			"1d, 2026-01-02T23:59:59Z, 2026-01-02T00:00:00Z", "1d, 1969-12-31T23:59:59Z, 1969-12-31T00:00:00Z",
			"5m, 1969-12-31T23:59:59Z, 1969-12-31T23:55:00Z" })
	void anIntervalBeginsWhereAClockOfUtcIsRound(String code, Instant time, Instant start) {
		assertThat(CandleInterval.parse(code).startOf(time)).isEqualTo(start);
	}

	@ParameterizedTest
	@EnumSource
	void thereIsAnIntervalAtEachEndOfTime(CandleInterval interval) {
		assertThat(interval.startOf(Instant.MIN)).isEqualTo(Instant.MIN);
		assertThat(Duration.between(interval.startOf(Instant.MAX), Instant.MAX)).isLessThan(interval.duration());
	}

	@Test
	void minutesMakeTheSameCandlesInBothDirections() {
		List<Candle> minutes = new ArrayList<>(List.of(candle("10:04:30", "3", 1), candle("10:05:00", "7", 2),
				candle("10:07:59", "2", 3), candle("10:09:00", "5", 4), candle("10:10:00", "4", 5)));
		Candle middle = new Candle(SYMBOL, time("10:05:00"), Price.parse("7"), Price.parse("7"), Price.parse("2"),
				Price.parse("5"), 9, 3);
		CandleSeries first = new CandleSeries(CandleInterval.FIVE_MINUTES, 2, false);
		assertThat(minutes).map(first::add).containsExactly(true, true, true, true, false);
		assertThat(first.candles()).containsExactly(at("10:00:00", "3", 1), middle);
		Collections.reverse(minutes);
		CandleSeries last = new CandleSeries(CandleInterval.FIVE_MINUTES, 2, true);
		assertThat(minutes).map(last::add).containsExactly(true, true, true, true, false);
		assertThat(last.candles()).containsExactly(middle, at("10:10:00", "4", 5));
	}

	private static Candle candle(String time, String price, long shares) {
		return Candle.of(SYMBOL, Price.parse(price), new Quantity(shares), time(time));
	}

	private static Candle at(String start, String price, long shares) {
		Price only = Price.parse(price);
		return new Candle(SYMBOL, time(start), only, only, only, only, shares, 1);
	}

	private static Instant time(String time) {
		return Instant.parse("2026-01-02T" + time + "Z");
	}

}
