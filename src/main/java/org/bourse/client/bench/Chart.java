package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Lines to be drawn by the page, and the same as a table.
 *
 * @param id of its element in the page
 * @param x the horizontal axis
 */
record Chart(String id, String title, Axis x, Axis y, List<Line> lines) {

	/**
	 * @param kind how its figures are written
	 */
	record Axis(String name, Kind kind) {
	}

	/**
	 * @param colour number of a colour and of a symbol
	 * @param dashed whether to draw it so
	 * @param points pairs of x and y, in the order of x
	 */
	record Line(String name, int colour, boolean dashed, List<List<Double>> points) {
	}

	enum Kind {

		/** Each number of clients that was measured, at even distances. */
		CLIENTS {
			@Override
			String write(double value) {
				return Figures.whole(value);
			}
		},

		RATE {
			@Override
			String write(double value) {
				return Figures.rate(value);
			}
		},

		/** Logarithmic. */
		MILLIS {
			@Override
			String write(double value) {
				return Figures.millis(value);
			}
		},

		/**
		 * Logarithmic: the reciprocal of what is beyond a percentile: 100 for the 99th.
		 */
		PERCENTILE {
			@Override
			String write(double value) {
				return Figures.percent(100 - 100 / value);
			}
		};

		abstract String write(double value);

	}

	/** A row for each x, a column for each line. */
	Table table() {
		List<String> columns = new ArrayList<>(List.of(this.x.name()));
		this.lines.forEach((line) -> columns.add(line.name()));
		TreeSet<Double> all = new TreeSet<>();
		this.lines.forEach((line) -> line.points().forEach((point) -> all.add(point.get(0))));
		List<List<String>> rows = all.stream().map(this::row).toList();
		return new Table(columns, rows);
	}

	private List<String> row(double at) {
		List<String> row = new ArrayList<>(List.of(this.x.kind().write(at)));
		for (Line line : this.lines) {
			row.add(line.points()
				.stream()
				.filter((point) -> point.get(0) == at)
				.map((point) -> this.y.kind().write(point.get(1)))
				.findFirst()
				.orElse(Figures.NONE));
		}
		return row;
	}

}
