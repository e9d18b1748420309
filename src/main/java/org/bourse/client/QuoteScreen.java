package org.bourse.client;

import java.time.Duration;
import java.util.List;

import org.bourse.client.Terminal.Size;
import org.jspecify.annotations.Nullable;

/**
 * Quotes as a table that is replaced in place, at the end of what the terminal shows. A
 * replacement is one write of whole lines, so nothing flickers; messages scroll away
 * above the table.
 */
final class QuoteScreen implements QuoteView {

	private static final long LEAST_NANOS_BETWEEN = Duration.ofMillis(100).toNanos();

	private static final String HIDE_CURSOR = "\u001b[?25l";

	private static final String SHOW_CURSOR = "\u001b[?25h";

	private static final String END_OF_LINE_ERASED = "\u001b[K";

	private static final String REST_ERASED = "\u001b[J";

	private static final String ALL_ERASED = "\u001b[H\u001b[J";

	private final Console console;

	private final Terminal terminal;

	private final Timeline timeline;

	private final QuoteTable table;

	/** What is on the screen: the cursor is in the last of these lines. */
	private List<String> drawn = List.of();

	private @Nullable Size drawnSize;

	private long drawnAt;

	QuoteScreen(Console console, Terminal terminal, Timeline timeline) {
		this.timeline = timeline;
		this.drawnAt = timeline.nanos() - LEAST_NANOS_BETWEEN;
		this.console = console;
		this.terminal = terminal;
		this.table = new QuoteTable(terminal.colour(), terminal.arrows());
	}

	/** At most ten times a second: waits, if need be. */
	@Override
	public boolean show(List<Quote> changed) throws InterruptedException {
		changed.forEach(this.table::put);
		this.timeline.sleep(this.drawnAt + LEAST_NANOS_BETWEEN - this.timeline.nanos());
		draw();
		return !this.console.isAnswerUnwanted();
	}

	private void draw() {
		Size size = this.terminal.size().get();
		List<String> lines = this.table.lines(size);
		if (this.table.isEmpty() || lines.equals(this.drawn) && size.equals(this.drawnSize)) {
			return;
		}
		StringBuilder text = new StringBuilder();
		if (this.drawn.isEmpty()) {
			text.append(HIDE_CURSOR);
		}
		else if (!size.equals(this.drawnSize)) {
			// Lines may have been broken anew: it is not known where they are.
			text.append(ALL_ERASED);
		}
		else {
			text.append(toTheFirstLine());
		}
		text.append(String.join(END_OF_LINE_ERASED + "\r\n", lines)).append(REST_ERASED);
		this.console.draw(text.toString());
		this.drawn = lines;
		this.drawnSize = size;
		this.drawnAt = this.timeline.nanos();
	}

	private String toTheFirstLine() {
		return (this.drawn.size() > 1) ? "\r\u001b[" + (this.drawn.size() - 1) + "A" : "\r";
	}

	@Override
	public void message(String line) {
		if (!this.drawn.isEmpty()) {
			this.console.draw(toTheFirstLine() + REST_ERASED + SHOW_CURSOR);
			this.drawn = List.of();
		}
		this.console.message(line);
		draw();
	}

	/** The table stays; the cursor is below it. */
	@Override
	public void close() {
		if (!this.drawn.isEmpty()) {
			this.console.draw("\r\n" + SHOW_CURSOR);
		}
	}

}
