package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as it is shown, for people.
 */
record Table(List<String> columns, List<List<String>> rows) {

	private static final String GAP = "  ";

	/** Plain text: words to the left, figures to the right. */
	List<String> lines() {
		List<List<String>> all = new ArrayList<>();
		all.add(this.columns);
		all.addAll(this.rows);
		return all.stream().map(this::line).toList();
	}

	private String line(List<String> cells) {
		List<String> padded = new ArrayList<>();
		for (int i = 0; i < cells.size(); i++) {
			String space = " ".repeat(width(i) - cells.get(i).length());
			padded.add(isFigures(i) ? space + cells.get(i) : cells.get(i) + space);
		}
		return padded.stream().collect(Collectors.joining(GAP)).stripTrailing();
	}

	private int width(int column) {
		List<Integer> widths = new ArrayList<>(List.of(this.columns.get(column).length()));
		this.rows.forEach((row) -> widths.add(row.get(column).length()));
		return Collections.max(widths);
	}

	/** Whether a column has figures; a dash stands for one that is missing. */
	boolean isFigures(int column) {
		return this.rows.stream().noneMatch((row) -> Character.isLetter(row.get(column).charAt(0)));
	}

}
