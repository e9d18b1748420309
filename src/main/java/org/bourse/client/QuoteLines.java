package org.bourse.client;

import java.util.List;

/**
 * Quotes as lines, one for each change.
 */
final class QuoteLines implements QuoteView {

	private final Console console;

	private final boolean json;

	private long wanted;

	/**
	 * @param count how many lines are wanted
	 */
	QuoteLines(Console console, boolean json, long count) {
		this.console = console;
		this.json = json;
		this.wanted = count;
	}

	@Override
	public boolean show(List<Quote> changed) {
		for (Quote quote : changed) {
			this.console.answer(quote, this.json);
			this.wanted--;
			// As of "watch | head": nobody would notice that the lines go on.
			if (this.wanted == 0 || this.console.isAnswerUnwanted()) {
				return false;
			}
		}
		return true;
	}

	@Override
	public void message(String line) {
		this.console.message(line);
	}

	@Override
	public void close() {
		// Nothing to tidy up.
	}

}
