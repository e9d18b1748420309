package org.bourse.verify;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a proof has come, for a person who watches standard error.
 */
final class Progress implements AutoCloseable {

	private static final int WIDTH = 79;

	private final @Nullable ProgressBar bar;

	private Progress(@Nullable ProgressBar bar) {
		this.bar = bar;
	}

	/**
	 * @param trades how many there will be
	 */
	static Progress of(long trades, boolean watched) {
		// With a width of its own the bar does not look for a terminal.
		return new Progress(!watched ? null
				: new ProgressBarBuilder().setTaskName("verify")
					.setInitialMax(trades)
					.setStyle(ProgressBarStyle.ASCII)
					.setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
					.clearDisplayOnFinish()
					.build());
	}

	/** One more has been read. */
	void trade() {
		if (this.bar != null) {
			this.bar.step();
		}
	}

	/** What comes after the trades. */
	void now(String what) {
		if (this.bar != null) {
			this.bar.setExtraMessage(" " + what);
		}
	}

	@Override
	public void close() {
		if (this.bar != null) {
			this.bar.close();
		}
	}

}
