package org.bourse.shutdown;

import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last line of the log: how long the stop took, and what was cut off. Closed when all
 * that tell something are.
 */
public final class StopReport implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(StopReport.class);

	private final Queue<Supplier<String>> parts = new ConcurrentLinkedQueue<>();

	private volatile boolean begun;

	private volatile long beganNanos;

	void begin() {
		this.beganNanos = System.nanoTime();
		this.begun = true;
	}

	/**
	 * Adds a part of the line, behind those before it.
	 * @param part is asked in the very end
	 */
	public void add(Supplier<String> part) {
		this.parts.add(part);
	}

	/** Tells nothing of a server that was never open. */
	@Override
	public void close() {
		if (this.begun) {
			double seconds = (System.nanoTime() - this.beganNanos) / 1e9;
			logger.info("Bourse stopped in {} s: {}", String.format(Locale.ROOT, "%.1f", seconds),
					this.parts.stream().map(Supplier::get).collect(Collectors.joining("; ")));
		}
	}

}
