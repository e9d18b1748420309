package org.bourse.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one queue: how many wait, how many may, and how long each has waited, as
 * told apart from how long it is served. Safe for use by many threads; a record costs
 * some ten nanoseconds.
 */
public final class QueueMeter {

	private final Timer wait;

	/**
	 * @param queue the queue's name, one of a fixed set
	 * @param depth how many wait
	 * @param capacity how many may wait
	 */
	public QueueMeter(MeterRegistry registry, String queue, Supplier<Number> depth, int capacity) {
		Gauge.builder("bourse.queue.depth", depth)
			.description("Tasks that wait")
			.tag("queue", queue)
			.register(registry);
		Gauge.builder("bourse.queue.capacity", () -> capacity)
			.description("Tasks that may wait")
			.tag("queue", queue)
			.register(registry);
		this.wait = Timer.builder("bourse.queue.wait")
			.description("Time that tasks have waited, until they were taken or given up")
			.tag("queue", queue)
			.register(registry);
	}

	/** One that has waited so long has left the queue. */
	public void left(long nanos) {
		this.wait.record(nanos, TimeUnit.NANOSECONDS);
	}

}
