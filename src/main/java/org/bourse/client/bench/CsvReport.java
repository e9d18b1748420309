package org.bourse.client.bench;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * The report as CSV: a line for each measurement. A percentile is empty if there are not
 * answers enough to tell.
 */
final class CsvReport {

	private static final List<String> HEADER = List.of("scenario", "door", "connections", "clients", "pipeline",
			"rate_per_s", "warm_up_s", "duration_s", "requests", "answers", "answers_per_s", "p50_ms", "p90_ms",
			"p99_ms", "p99.9_ms", "max_ms", "errors");

	private CsvReport() {
	}

	static String of(Report report) {
		List<String> header = new ArrayList<>(HEADER);
		Stream.of(Outcome.values()).forEach((outcome) -> header.add(outcome.name().toLowerCase(Locale.ROOT)));
		header.add("end");
		CSVFormat format = CSVFormat.DEFAULT.builder()
			.setHeader(header.toArray(String[]::new))
			.setRecordSeparator('\n')
			.get();
		StringWriter text = new StringWriter();
		try (CSVPrinter csv = new CSVPrinter(text, format)) {
			for (Result result : report.results()) {
				csv.printRecord(line(result));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return text.toString();
	}

	private static List<@Nullable Object> line(Result result) {
		JsonReport.Entry entry = JsonReport.Entry.of(result);
		List<@Nullable Object> line = new ArrayList<>();
		line.add(entry.scenario());
		line.add(entry.door());
		line.add(entry.connections());
		line.add(entry.clients());
		line.add(entry.pipeline());
		line.add(entry.ratePerSecond());
		line.add(entry.warmUpSeconds());
		line.add(entry.durationSeconds());
		line.add(entry.requests());
		line.add(entry.answers());
		line.add(entry.answersPerSecond());
		line.add(entry.p50Millis());
		line.add(entry.p90Millis());
		line.add(entry.p99Millis());
		line.add(entry.p999Millis());
		line.add(entry.maxMillis());
		line.add(entry.errors());
		line.addAll(entry.outcomes().values());
		line.add(entry.end());
		return line;
	}

}
