package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * What a measurement must not be, such as "p99&gt;5ms".
 *
 * @param limit in milliseconds, answers per second, errors, or per cent of errors
 */
record Threshold(String text, Metric metric, boolean failsAbove, boolean orEqual, boolean percent, double limit) {

	private static final Pattern SYNTAX = Pattern
		.compile("(p50|p90|p99|p99\\.9|max|rate|errors)\\s*([<>]=?)\\s*(\\d+(?:\\.\\d+)?)\\s*([a-zµ%/]*)");

	private static final String HELP = "' is not a threshold such as p99>5ms, rate<1000 or errors>0; there are p50, "
			+ "p90, p99, p99.9, max (ns, us, ms, s), rate (answers/s), errors (a number, or %)";

	/**
	 * @throws TypeConversionException if it is none
	 */
	static Threshold parse(String text) {
		Matcher matcher = SYNTAX.matcher(text.strip());
		if (!matcher.matches()) {
			throw new TypeConversionException("'" + text + HELP);
		}
		Metric metric = Metric.named(matcher.group(1));
		Double scale = metric.scale(matcher.group(4));
		if (scale == null) {
			throw new TypeConversionException("'" + text + HELP);
		}
		String operator = matcher.group(2);
		return new Threshold(text.strip(), metric, operator.startsWith(">"), operator.endsWith("="),
				matcher.group(4).equals("%"), Double.parseDouble(matcher.group(3)) * scale);
	}

	/** Judges each result. One that has not answers enough to be judged fails. */
	Verdict judge(List<Result> results) {
		List<String> failures = new ArrayList<>();
		for (Result result : results) {
			Double value = value(result);
			if (value == null) {
				failures.add(result.measurement() + ": cannot be told of " + result.answers() + " answers");
			}
			else if (fails(value)) {
				failures.add(result.measurement() + ": " + written(value));
			}
		}
		if (results.isEmpty()) {
			failures.add("nothing was measured");
		}
		return new Verdict(this.text, failures.isEmpty(), failures);
	}

	private boolean fails(double value) {
		if (value == this.limit) {
			return this.orEqual;
		}
		return this.failsAbove == value > this.limit;
	}

	private @Nullable Double value(Result result) {
		if (result.requests() == 0) {
			return null;
		}
		return switch (this.metric) {
			case RATE -> result.answersPerSecond();
			case ERRORS -> this.percent ? (Double) (100.0 * result.errors() / result.requests())
					: (Double) (double) result.errors();
			case P50, P90, P99, P99_9, MAX -> result.millis(Percentile.valueOf(this.metric.name()));
		};
	}

	private String written(double value) {
		return switch (this.metric) {
			case RATE -> Figures.rate(value) + "/s";
			case ERRORS -> this.percent ? String.format(Locale.ROOT, "%.3f %%", value) : Figures.whole(value);
			case P50, P90, P99, P99_9, MAX -> Figures.millis(value) + " ms";
		};
	}

	enum Metric {

		P50, P90, P99, P99_9, MAX, RATE, ERRORS;

		private static Metric named(String name) {
			return valueOf(name.toUpperCase(Locale.ROOT).replace('.', '_'));
		}

		/** Of a unit to the one of limits; null if it cannot be this metric's. */
		private @Nullable Double scale(String unit) {
			return switch (this) {
				case RATE -> (unit.isEmpty() || unit.equals("/s")) ? 1.0 : null;
				case ERRORS -> (unit.isEmpty() || unit.equals("%")) ? 1.0 : null;
				case P50, P90, P99, P99_9, MAX -> switch (unit) {
					case "ns" -> 1e-6;
					case "us", "µs" -> 1e-3;
					case "ms" -> 1.0;
					case "s" -> 1e3;
					default -> null;
				};
			};
		}

	}

	/**
	 * The names are those of its JSON.
	 *
	 * @param failures a line for each measurement that fails
	 */
	record Verdict(String threshold, boolean passed, List<String> failures) {
	}

}
