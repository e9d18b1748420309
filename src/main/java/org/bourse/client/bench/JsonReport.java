package org.bourse.client.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report as JSON. Keys have their units. What may change within one schema number:
 * keys may be added.
 *
 * @param self the bench itself, against servers that do nothing
 * @param end COMPLETE if all was measured that was planned
 */
record JsonReport(int schema, Conditions conditions, List<Entry> self, List<Entry> measurements,
		List<String> conclusions, List<String> notes, List<Threshold.Verdict> thresholds, Result.End end) {

	private static final int SCHEMA = 1;

	static String of(Report report) {
		JsonReport json = new JsonReport(SCHEMA, report.conditions(), entries(report.self()), entries(report.results()),
				report.sections().stream().map((section) -> section.heading() + " " + section.conclusion()).toList(),
				report.notes(), report.verdicts(), report.end());
		return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json) + System.lineSeparator();
	}

	private static List<Entry> entries(List<Result> results) {
		return results.stream().map(Entry::of).toList();
	}

	/**
	 * A measurement and what it gave. A percentile is null if there are not answers
	 * enough to tell.
	 *
	 * @param door socket or grpc
	 * @param connections new or kept
	 * @param outcomes all there are, also those that no request came to
	 */
	record Entry(String scenario, String door, String connections, int clients, int pipeline,
			@Nullable Double ratePerSecond, double warmUpSeconds, double durationSeconds, long requests, long answers,
			double answersPerSecond, @Nullable Double p50Millis, @Nullable Double p90Millis, @Nullable Double p99Millis,
			@JsonProperty("p99.9Millis") @Nullable Double p999Millis, @Nullable Double maxMillis, long errors,
			Map<String, Long> outcomes, List<Result.Point> curve, String end) {

		static Entry of(Result result) {
			Measurement measurement = result.measurement();
			Map<String, Long> outcomes = new LinkedHashMap<>();
			Stream.of(Outcome.values()).forEach((outcome) -> outcomes.put(outcome.name(), result.count(outcome)));
			return new Entry(measurement.scenario().toString(), measurement.via().toString(),
					measurement.connections().toString(), measurement.clients(), measurement.pipeline(),
					measurement.ratePerSecond(), seconds(measurement.warmUp().toNanos()), seconds(result.nanos()),
					result.requests(), result.answers(), result.answersPerSecond(), result.millis(Percentile.P50),
					result.millis(Percentile.P90), result.millis(Percentile.P99), result.millis(Percentile.P99_9),
					result.millis(Percentile.MAX), result.errors(), outcomes, result.curve(), result.end().name());
		}

		private static double seconds(long nanos) {
			return nanos / (double) TimeUnit.SECONDS.toNanos(1);
		}

	}

}
