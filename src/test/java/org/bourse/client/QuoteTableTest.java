package org.bourse.client;

import org.bourse.client.Terminal.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bourse.client.TestQuotes.trading;

/**
 * How quotes look on a terminal.
 */
class QuoteTableTest {

	private static final Size LARGE = new Size(24, 120);

	private final QuoteTable table = new QuoteTable(false, true);

	@Test
	void eachStockHasALineWithTheChangeOfItsPrice() {
		this.table.put(trading("GameStart", "15.99", 1));
		this.table.put(trading("Cheap", "0.0105", 1));
		this.table.put(trading("Cheap", "0.01", 2));
		this.table.put(trading("GameStart", "17", 2));
		this.table.put(new Quote("BoarCo", "120.5", 1000000, 1000000, "HALTED", "VOLUME_LIMIT", "2026-11-23T04:00:00Z",
				"2026-11-24T00:00:00Z", 9, null));
		assertThat(this.table.lines(LARGE)).containsExactly("SYMBOL      PRICE     CHANGE     VOLUME / LIMIT  STATUS",
				"BoarCo     120.5      0       1000000 / 1000000  HALTED VOLUME_LIMIT until 2026-11-24T00:00:00Z",
				"Cheap        0.01  \u25bc -0.0005           2 / 1000  TRADING",
				"GameStart   17     \u25b2 +1.01             2 / 1000  TRADING");
	}

	@Test
	void whatDoesNotFitIsCounted() {
		for (char c = 'A'; c <= 'Z'; c++) {
			this.table.put(trading(String.valueOf(c), "1", 1));
		}
		assertThat(this.table.lines(new Size(6, 30))).containsExactly("SYMBOL  PRICE  CHANGE  VOLUME",
				"A           1       0", "B           1       0", "C           1       0", "D           1       0",
				"... and 22 more");
		assertThat(this.table.lines(new Size(1, 1))).containsExactly("");
		assertThat(this.table.lines(new Size(27, 80))).hasSize(27).last().asString().startsWith("Z");
	}

	@Test
	void aTerminalWithoutArrowsAndColoursShowsTheSameInAscii() {
		QuoteTable ascii = new QuoteTable(false, false);
		ascii.put(trading("A", "2", 1));
		ascii.put(trading("B", "2", 1));
		ascii.put(trading("A", "3", 2));
		ascii.put(trading("B", "1", 2));
		assertThat(ascii.lines(LARGE)).containsExactly("SYMBOL  PRICE  CHANGE  VOLUME / LIMIT  STATUS",
				"A           3    ^ +1        2 / 1000  TRADING", "B           1    v -1        2 / 1000  TRADING");
	}

	@Test
	void coloursDoNotCountForTheWidth() {
		QuoteTable coloured = new QuoteTable(true, true);
		coloured.put(trading("A", "2", 1));
		coloured.put(trading("A", "3", 2));
		assertThat(coloured.lines(new Size(24, 21)).get(1)).isEqualTo("A           3  \u001b[32m  \u25b2 +\u001b[0m");
		assertThat(coloured.lines(LARGE).get(1))
			.isEqualTo("A           3  \u001b[32m  \u25b2 +1  \u001b[0m      2 / 1000  TRADING");
	}

}
