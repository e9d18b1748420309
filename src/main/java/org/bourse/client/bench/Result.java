package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * What a measurement has given.
 *
 * @param nanos for which it was measured, which is less than planned if it ended early
 * @param answersInTime that came within these nanoseconds, whenever they were asked for
 * @param latencies of the answers, in nanoseconds
 * @param outcomes how many requests came to what; those that none did are missing
 * @param end why it ended
 */
record Result(Measurement measurement, long nanos, long answersInTime, Histogram latencies, Map<Outcome, Long> outcomes,
		End end) {

	private static final int POINTS_PER_HALF_DISTANCE = 4;

	/** All requests that were due, whatever became of them. */
	long requests() {
		return this.outcomes.values().stream().mapToLong(Long::longValue).sum();
	}

	long answers() {
		return this.latencies.getTotalCount();
	}

	long errors() {
		return requests() - answers();
	}

	long count(Outcome outcome) {
		return this.outcomes.getOrDefault(outcome, 0L);
	}

	/**
	 * What the server has done in the time. Not of {@link #answers()}, among which are
	 * those of requests that were due in the time and answered after it: in an open loop
	 * a server that cannot keep up would have any rate that it was asked for.
	 */
	double answersPerSecond() {
		return (this.nanos == 0) ? 0 : this.answersInTime / (this.nanos / (double) TimeUnit.SECONDS.toNanos(1));
	}

	/** Null if there are not answers enough to tell. */
	@Nullable Double millis(Percentile percentile) {
		return (answers() < percentile.needed()) ? null
				: millis(this.latencies.getValueAtPercentile(percentile.percent()));
	}

	/** The distribution, as far as there are answers enough to tell. */
	List<Point> curve() {
		List<Point> curve = new ArrayList<>();
		for (HistogramIterationValue value : this.latencies.percentiles(POINTS_PER_HALF_DISTANCE)) {
			double beyond = 1 - value.getPercentileLevelIteratedTo() / 100;
			if (beyond * answers() < 1) {
				break;
			}
			curve.add(new Point(value.getPercentileLevelIteratedTo(), millis(value.getValueIteratedTo())));
		}
		return curve;
	}

	private static double millis(long nanos) {
		return nanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
	}

	/**
	 * So many per cent of all answers came within so long.
	 */
	record Point(double percentile, double millis) {
	}

	enum End {

		COMPLETE, INTERRUPTED, SERVER_GONE

	}

}
