package org.bourse.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * How long candles are. Intervals begin at the whole minutes, hours and days of UTC.
 */
public enum CandleInterval {

	ONE_MINUTE("1m", Duration.ofMinutes(1)), FIVE_MINUTES("5m", Duration.ofMinutes(5)),
	FIFTEEN_MINUTES("15m", Duration.ofMinutes(15)), ONE_HOUR("1h", Duration.ofHours(1)),
	ONE_DAY("1d", Duration.ofDays(1));

	private final String code;

	private final Duration duration;

	CandleInterval(String code, Duration duration) {
		this.code = code;
		this.duration = duration;
	}

	/**
	 * Reads a code such as {@code 5m}.
	 * @throws InvalidValueException if the text is anything else
	 */
	public static CandleInterval parse(String text) {
		for (CandleInterval interval : values()) {
			if (interval.code.equals(text)) {
				return interval;
			}
		}
		throw new InvalidValueException(InvalidValueException.Field.CANDLE_INTERVAL, "1m, 5m, 15m, 1h or 1d", text);
	}

	public String code() {
		return this.code;
	}

	public Duration duration() {
		return this.duration;
	}

	/** The first instant of the interval that this one is in. */
	public Instant startOf(Instant time) {
		long seconds = this.duration.toSeconds();
		return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
	}

}
