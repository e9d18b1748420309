package org.bourse.client;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.bourse.client.Terminal.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bourse.client.TestQuotes.trading;

/**
 * What is written to a terminal, byte by byte.
 */
class QuoteScreenTest {

	private static final String TITLE = "SYMBOL  PRICE  CHANGE  VOLUME / LIMIT  STATUS\u001b[K\r\n";

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private final VirtualTimeline timeline = new VirtualTimeline();

	private Size size = new Size(24, 80);

	private final QuoteScreen screen = new QuoteScreen(new Console(stream(this.out), stream(this.err)),
			new Terminal(() -> this.size, false, false), this.timeline);

	@Test
	void aChangeReplacesTheTableInPlaceByOneWrite() throws Exception {
		assertThat(this.screen.show(List.of(trading("A", "2", 1)))).isTrue();
		assertThat(written())
			.isEqualTo("\u001b[?25l" + TITLE + "A           2       0        1 / 1000  TRADING\u001b[J");
		this.screen.show(List.of(trading("A", "3", 2)));
		assertThat(written())
			.isEqualTo("\r\u001b[1A" + TITLE + "A           3    ^ +1        2 / 1000  TRADING\u001b[J");
		this.screen.close();
		assertThat(written()).isEqualTo("\r\n\u001b[?25h");
	}

	@Test
	void nothingIsWrittenWhenNothingIsNew() throws Exception {
		this.screen.show(List.of());
		assertThat(written()).isEmpty();
		this.screen.show(List.of(trading("A", "2", 1)));
		written();
		this.screen.show(List.of());
		assertThat(written()).isEmpty();
	}

	@Test
	void theTableIsDrawnTenTimesASecondAtTheMost() throws Exception {
		for (int version = 1; version <= 4; version++) {
			this.timeline.pass(30_000_000);
			this.screen.show(List.of(trading("A", "2", version)));
		}
		assertThat(this.timeline.sleeps().stream().map((nanos) -> nanos / 1_000_000)).containsExactly(-30L, 70L, 70L,
				70L);
	}

	@Test
	void aTerminalOfAnotherSizeIsDrawnAnew() throws Exception {
		this.screen.show(List.of(trading("A", "2", 1)));
		written();
		this.size = new Size(24, 30);
		this.screen.show(List.of());
		assertThat(written())
			.isEqualTo("\u001b[H\u001b[JSYMBOL  PRICE  CHANGE  VOLUME\u001b[K\r\n" + "A           2       0\u001b[J");
	}

	@Test
	void aMessageScrollsAwayAboveTheTable() throws Exception {
		this.screen.show(List.of(trading("A", "2", 1)));
		written();
		this.screen.message("watch: gone");
		assertThat(this.err.toString(StandardCharsets.UTF_8)).isEqualTo("watch: gone" + System.lineSeparator());
		assertThat(written()).isEqualTo("\r\u001b[1A\u001b[J\u001b[?25h\u001b[?25l" + TITLE
				+ "A           2       0        1 / 1000  TRADING\u001b[J");
	}

	@Test
	void aTerminalOnWhichNothingWasDrawnIsLeftAlone() {
		this.screen.message("watch: gone");
		this.screen.close();
		assertThat(written()).isEmpty();
	}

	private String written() {
		String text = this.out.toString(StandardCharsets.UTF_8);
		this.out.reset();
		return text;
	}

	private static PrintStream stream(ByteArrayOutputStream out) {
		return new PrintStream(out, true, StandardCharsets.UTF_8);
	}

}
