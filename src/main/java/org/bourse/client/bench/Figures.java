package org.bourse.client.bench;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How figures are written for people.
 */
final class Figures {

	/** In place of a figure that there is none of. */
	static final String NONE = "-";

	/** Differences below this are taken for noise. */
	private static final double NOTEWORTHY = 1.1;

	private Figures() {
	}

	static String whole(double value) {
		return String.format(Locale.ROOT, "%,.0f", value);
	}

	/** Of a second. */
	static String rate(double perSecond) {
		return String.format(Locale.ROOT, (perSecond < 100) ? "%.1f" : "%,.0f", perSecond);
	}

	/** Four digits or so, as more would be noise. */
	static String millis(@Nullable Double millis) {
		if (millis == null) {
			return NONE;
		}
		int decimals = (millis < 10) ? 3 : (millis < 100) ? 2 : (millis < 1000) ? 1 : 0;
		return String.format(Locale.ROOT, "%,." + decimals + "f", millis);
	}

	/** As many nines as there are. */
	static String percent(double percent) {
		String text = String.format(Locale.ROOT, "%.4f", percent);
		return text.replaceAll("\\.?0+$", "") + " %";
	}

	static boolean areAlike(double one, double other) {
		return one < other * NOTEWORTHY && other < one * NOTEWORTHY;
	}

	/** A ratio, such as "1.8 times". */
	static String times(double ratio) {
		return String.format(Locale.ROOT, (ratio < 10) ? "%.1f times" : "%,.0f times", ratio);
	}

	static String seconds(double seconds) {
		return String.format(Locale.ROOT, "%.3f", seconds).replaceAll("\\.?0+$", "") + " s";
	}

	static String mebibytes(long bytes) {
		return bytes / (1024 * 1024) + " MiB";
	}

}
