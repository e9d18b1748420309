package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.bourse.client.Via;
import org.bourse.client.bench.Chart.Axis;
import org.bourse.client.bench.Chart.Kind;
import org.bourse.client.bench.Chart.Line;
import org.jspecify.annotations.Nullable;

/**
 * The charts of one section.
 */
final class Charts {

	private static final Axis MILLIS = new Axis("latency in ms", Kind.MILLIS);

	private static final Axis CLIENTS = new Axis("clients", Kind.CLIENTS);

	private static final int DOORS = Via.values().length;

	private final String id;

	/** By the name of the line that they are points of. */
	private final Map<String, List<Result>> lines = new LinkedHashMap<>();

	/**
	 * @param id what the charts' ids begin with
	 * @param line names the line that a result is a point of
	 */
	Charts(String id, List<Result> results, Function<Result, String> line) {
		this.id = id;
		results.stream()
			.sorted(Comparator.comparing((Result result) -> result.measurement().clients()))
			.forEach((result) -> this.lines.computeIfAbsent(line.apply(result), (name) -> new ArrayList<>())
				.add(result));
	}

	Chart latency() {
		List<Line> drawn = new ArrayList<>();
		for (Map.Entry<String, List<Result>> line : this.lines.entrySet()) {
			for (Percentile percentile : List.of(Percentile.P50, Percentile.P99)) {
				drawn.add(new Line(line.getKey() + " " + percentile,
						colour(line.getKey()) + (isSecondOfItsDoor(line.getKey()) ? DOORS : 0),
						percentile == Percentile.P99, points(line.getValue(), (result) -> result.millis(percentile))));
			}
		}
		return new Chart(this.id + "-latency", "Latency against clients", CLIENTS, MILLIS, drawn);
	}

	Chart throughput() {
		List<Line> drawn = new ArrayList<>();
		this.lines.forEach((name, results) -> drawn
			.add(new Line(name, colour(name), isSecondOfItsDoor(name), points(results, Result::answersPerSecond))));
		return new Chart(this.id + "-throughput", "Throughput against clients", CLIENTS,
				new Axis("answers/s", Kind.RATE), drawn);
	}

	/** Of each line the last, which is that with the most clients. */
	Chart percentiles() {
		List<Line> drawn = new ArrayList<>();
		this.lines.forEach((name, results) -> {
			Result last = results.get(results.size() - 1);
			List<List<Double>> points = last.curve()
				.stream()
				.map((point) -> List.of(100 / (100 - point.percentile()), point.millis()))
				.toList();
			drawn.add(new Line(name, colour(name), isSecondOfItsDoor(name), points));
		});
		return new Chart(this.id + "-percentiles", "Percentiles of latency" + clientsOfLasts(),
				new Axis("percentile", Kind.PERCENTILE), MILLIS, drawn);
	}

	/** The number of clients, if it is the same for all lines. */
	private String clientsOfLasts() {
		List<Integer> counts = this.lines.values()
			.stream()
			.map((results) -> results.get(results.size() - 1).measurement().clients())
			.distinct()
			.toList();
		return (counts.size() != 1) ? "" : ", " + counts.get(0) + ((counts.get(0) == 1) ? " client" : " clients");
	}

	/**
	 * Of its door; the second line of a door is told apart by its dashes, or a colour
	 * more.
	 */
	private int colour(String name) {
		return lineResults(name).get(0).measurement().via().ordinal();
	}

	private boolean isSecondOfItsDoor(String name) {
		for (String other : this.lines.keySet()) {
			if (other.equals(name)) {
				return false;
			}
			if (colour(other) == colour(name)) {
				return true;
			}
		}
		throw new IllegalStateException("no line " + name);
	}

	private List<Result> lineResults(String name) {
		return Objects.requireNonNull(this.lines.get(name));
	}

	private static List<List<Double>> points(List<Result> results, Function<Result, @Nullable Double> y) {
		List<List<Double>> points = new ArrayList<>();
		for (Result result : results) {
			Double value = y.apply(result);
			if (value != null) {
				points.add(List.of((double) result.measurement().clients(), value));
			}
		}
		return points;
	}

}
