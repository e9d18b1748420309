package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The report of a scenario other than compare: one table, and what it looks like.
 */
final class ScenarioReport {

	private ScenarioReport() {
	}

	static List<Section> sections(List<Result> results) {
		List<List<String>> rows = results.stream().map(ScenarioReport::row).toList();
		List<String> columns = new ArrayList<>(List.of("door", "connections", "clients", "answers", "answers/s"));
		for (Percentile percentile : Percentile.values()) {
			columns.add(percentile + " ms");
		}
		columns.add("errors");
		Charts charts = new Charts("all", results,
				(result) -> result.measurement().via() + ", " + result.measurement().connections() + " connections");
		return List.of(new Section("Latency and throughput", new Table(columns, rows),
				"Outcomes: " + Outcome.list(results, (outcome) -> true) + ".",
				List.of(charts.latency(), charts.throughput(), charts.percentiles())));
	}

	private static List<String> row(Result result) {
		Measurement measurement = result.measurement();
		List<String> row = new ArrayList<>(List.of(measurement.via().toString(), measurement.connections().toString(),
				Figures.whole(measurement.clients()), Figures.whole(result.answers()),
				Figures.rate(result.answersPerSecond())));
		for (Percentile percentile : Percentile.values()) {
			row.add(Figures.millis(result.millis(percentile)));
		}
		row.add(Figures.whole(result.errors()));
		return row;
	}

}
