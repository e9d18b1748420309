package org.bourse.client.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.bourse.client.Via;

/**
 * Results that nobody had to measure.
 */
final class TestResults {

	private TestResults() {
	}

	static Measurement measurement(int clients) {
		return new Measurement(Scenario.lookup, Via.socket, Connections.KEPT, clients, 1, null, Duration.ofMillis(500),
				Duration.ofSeconds(10));
	}

	/**
	 * @param answers of which the first took 1 ms, the second 2 ms, and so on
	 */
	static Result of(Measurement measurement, int seconds, int answers, long errors) {
		Histogram latencies = Tally.emptyHistogram();
		for (int i = 1; i <= answers; i++) {
			latencies.recordValue(TimeUnit.MILLISECONDS.toNanos(i));
		}
		Map<Outcome, Long> outcomes = Tally.noOutcomes();
		outcomes.put(Outcome.FOUND, (long) answers);
		if (errors > 0) {
			outcomes.put(Outcome.BUSY, errors);
		}
		return new Result(measurement, TimeUnit.SECONDS.toNanos(seconds), answers, latencies, outcomes,
				Result.End.COMPLETE);
	}

}
