package org.bourse.client.bench;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bourse.client.Progress;

/**
 * Tells how far a run has come, by the time that its parts may take.
 */
final class Steps implements AutoCloseable {

	private final Progress progress;

	private Duration done = Duration.ZERO;

	Steps(Duration length, boolean watched) {
		this.progress = Progress.of("bench", length.toSeconds(), watched);
	}

	/**
	 * Does a part, which is given where to tell the nanoseconds since it has begun.
	 */
	<T> T of(String name, Duration length, Function<Consumer<Long>, T> part) {
		this.progress.now(name);
		T result = part.apply((nanos) -> this.progress.stepTo(this.done.plusNanos(nanos).toSeconds()));
		this.done = this.done.plus(length);
		return result;
	}

	@Override
	public void close() {
		this.progress.close();
	}

}
