package org.bourse.client;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How far a program has come, for a person who watches standard error.
 */
public final class Progress implements AutoCloseable {

	private static final int WIDTH = 79;

	private final @Nullable ProgressBar bar;

	private Progress(@Nullable ProgressBar bar) {
		this.bar = bar;
	}

	/**
	 * @param program its name
	 * @param steps how many there will be
	 * @param watched whether anybody would see it
	 */
	public static Progress of(String program, long steps, boolean watched) {
		// With a width of its own the bar does not look for a terminal.
		return new Progress(!watched ? null
				: new ProgressBarBuilder().setTaskName(program)
					.setInitialMax(steps)
					.setStyle(ProgressBarStyle.ASCII)
					.setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
					.clearDisplayOnFinish()
					.build());
	}

	/** One step more is done. */
	public void step() {
		if (this.bar != null) {
			this.bar.step();
		}
	}

	/** So many steps are done. */
	public void stepTo(long steps) {
		if (this.bar != null) {
			this.bar.stepTo(steps);
		}
	}

	/** What is being done. */
	public void now(String what) {
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
