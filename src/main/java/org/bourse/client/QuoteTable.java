package org.bourse.client;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.bourse.client.Terminal.Size;
import org.jspecify.annotations.Nullable;

/**
 * Stocks as a table: symbol, price, change since the first price that was heard, volume
 * and limit, status. What does not fit is counted in the last line.
 */
final class QuoteTable {

	static final char UP = '\u25b2';

	private static final char DOWN = '\u25bc';

	private static final String GREEN = "32";

	private static final String RED = "31";

	private static final String YELLOW = "33";

	private static final String BOLD = "1";

	private static final String GAP = "  ";

	private final boolean colour;

	private final boolean arrows;

	/** By symbol. */
	private final Map<String, Row> rows = new TreeMap<>();

	/**
	 * @param colour whether rises, falls and halts have a colour, too
	 * @param arrows whether the characters for arrows can be shown
	 */
	QuoteTable(boolean colour, boolean arrows) {
		this.colour = colour;
		this.arrows = arrows;
	}

	void put(Quote quote) {
		Row before = this.rows.get(quote.symbol());
		this.rows.put(quote.symbol(),
				new Row(quote, (before != null) ? before.firstPrice : new BigDecimal(quote.price())));
	}

	boolean isEmpty() {
		return this.rows.isEmpty();
	}

	/** The table, as much of it as fits. */
	List<String> lines(Size size) {
		int room = Math.max(1, size.rows() - 1);
		boolean allFit = this.rows.size() <= room;
		List<Row> shown = this.rows.values().stream().limit(allFit ? room : Math.max(0, room - 1)).toList();
		Column symbols = new Column("SYMBOL", false, shown.stream().map((row) -> row.quote.symbol()).toList());
		Column prices = Column.ofDecimals("PRICE", shown.stream().map((row) -> row.quote.price()).toList());
		Column changes = Column.ofDecimals("CHANGE", shown.stream().map(this::change).toList());
		Column volumes = new Column("VOLUME / LIMIT", true,
				shown.stream().map((row) -> row.quote.volume() + " / " + row.quote.volumeLimit()).toList());
		List<String> lines = new ArrayList<>();
		lines.add(line(size).append(symbols.title() + GAP, BOLD)
			.append(prices.title() + GAP, BOLD)
			.append(changes.title() + GAP, BOLD)
			.append(volumes.title() + GAP + "STATUS", BOLD)
			.toString());
		for (int i = 0; i < shown.size(); i++) {
			Row row = shown.get(i);
			lines.add(line(size).append(symbols.cell(i) + GAP, null)
				.append(prices.cell(i) + GAP, null)
				.append(changes.cell(i) + GAP, colour(row))
				.append(volumes.cell(i) + GAP, null)
				.append(status(row.quote), (row.quote.haltReason() != null) ? YELLOW : null)
				.toString());
		}
		if (!allFit) {
			lines.add(line(size).append("... and " + (this.rows.size() - shown.size()) + " more", null).toString());
		}
		return lines.subList(0, Math.min(lines.size(), size.rows()));
	}

	private Line line(Size size) {
		// A character in the last column makes some terminals begin a new line.
		return new Line(size.columns() - 1, this.colour);
	}

	private String change(Row row) {
		BigDecimal change = row.change();
		String amount = change.stripTrailingZeros().toPlainString();
		return switch (change.signum()) {
			case 1 -> (this.arrows ? UP : '^') + " +" + amount;
			case -1 -> (this.arrows ? DOWN : 'v') + " " + amount;
			default -> "0";
		};
	}

	private static @Nullable String colour(Row row) {
		return switch (row.change().signum()) {
			case 1 -> GREEN;
			case -1 -> RED;
			default -> null;
		};
	}

	private static String status(Quote quote) {
		return quote.status() + ((quote.haltReason() != null) ? " " + quote.haltReason() : "")
				+ ((quote.resumeAt() != null) ? " until " + quote.resumeAt() : "");
	}

	private record Row(Quote quote, BigDecimal firstPrice) {

		BigDecimal change() {
			return new BigDecimal(this.quote.price()).subtract(this.firstPrice);
		}

	}

	/** Texts below each other, to the left or to the right. */
	private record Column(String name, boolean toTheRight, List<String> texts) {

		/** With the decimal points below each other. */
		static Column ofDecimals(String name, List<String> numbers) {
			int fraction = numbers.stream().mapToInt(Column::fraction).max().orElse(0);
			return new Column(name, true,
					numbers.stream().map((number) -> number + " ".repeat(fraction - fraction(number))).toList());
		}

		/** How many characters the point and what follows it take. */
		private static int fraction(String number) {
			int point = number.indexOf('.');
			return (point < 0) ? 0 : number.length() - point;
		}

		String title() {
			return padded(this.name);
		}

		String cell(int row) {
			return padded(this.texts.get(row));
		}

		private String padded(String text) {
			int width = this.texts.stream().mapToInt(String::length).reduce(this.name.length(), Math::max);
			String padding = " ".repeat(width - text.length());
			return this.toTheRight ? padding + text : text + padding;
		}

	}

	/** A line that ends at the edge of the terminal, colours not counted. */
	private static final class Line {

		private final StringBuilder text = new StringBuilder();

		private final boolean colour;

		private int room;

		Line(int width, boolean colour) {
			this.room = width;
			this.colour = colour;
		}

		/**
		 * @param rendition how it looks, as terminals number it; null for as usual
		 */
		Line append(String part, @Nullable String rendition) {
			String fitting = part.substring(0, Math.max(0, Math.min(part.length(), this.room)));
			this.room -= fitting.length();
			if (this.colour && rendition != null && !fitting.isBlank()) {
				this.text.append("\u001b[").append(rendition).append('m').append(fitting).append("\u001b[0m");
			}
			else {
				this.text.append(fitting);
			}
			return this;
		}

		@Override
		public String toString() {
			return this.text.toString().stripTrailing();
		}

	}

}
