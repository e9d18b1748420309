package org.bourse.log;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Durations as operators read them: as they would write them in a setting.
 */
public final class Durations {

	private static final Map<String, Duration> UNITS = new LinkedHashMap<>();

	static {
		UNITS.put("d", Duration.ofDays(1));
		UNITS.put("h", Duration.ofHours(1));
		UNITS.put("m", Duration.ofMinutes(1));
		UNITS.put("s", Duration.ofSeconds(1));
		UNITS.put("ms", Duration.ofMillis(1));
		UNITS.put("us", Duration.ofNanos(1000));
	}

	private Durations() {
	}

	/** A whole number of the largest unit in which it is one: "2m", "90s", "1500ms". */
	public static String text(Duration duration) {
		if (duration.isZero()) {
			return "0s";
		}
		for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
			long count = duration.dividedBy(unit.getValue());
			if (unit.getValue().multipliedBy(count).equals(duration)) {
				return count + unit.getKey();
			}
		}
		return duration.toNanos() + "ns";
	}

}
