package org.bourse.metrics;

import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters of one door: its connections, streams and threads. All doors have the same,
 * under the tag {@code door}. They are registered when they are asked for, before
 * anything happens, so that the first event is seen as a change from 0.
 */
public final class DoorMeters {

	private final MeterRegistry registry;

	private final String door;

	/**
	 * @param door a door's name
	 */
	public DoorMeters(MeterRegistry registry, String door) {
		this.registry = registry;
		this.door = door;
	}

	public void connections(Supplier<Number> open) {
		gauge("bourse.connections", "Open connections", open);
	}

	public void maxConnections(Supplier<Number> most) {
		gauge("bourse.connections.max", "Connections that there may be at one time", most);
	}

	public Counter acceptedConnections() {
		return Counter.builder("bourse.connections.accepted")
			.description("Connections that were accepted")
			.tag("door", this.door)
			.register(this.registry);
	}

	/**
	 * @param reason one of a fixed set
	 */
	public Counter rejectedConnections(String reason) {
		return Counter.builder("bourse.connections.rejected")
			.description("Connections that were turned away")
			.tags("door", this.door, "reason", reason)
			.register(this.registry);
	}

	/**
	 * @param reason one of a fixed set
	 */
	public Counter closedConnections(String reason) {
		return Counter.builder("bourse.connections.closed")
			.description("Connections that the server ended")
			.tags("door", this.door, "reason", reason)
			.register(this.registry);
	}

	/**
	 * @param open who is told of changes, or trades without waiting for answers
	 */
	public void streams(Supplier<Number> open) {
		gauge("bourse.streams", "Open streams: subscribed clients, calls that watch or trade, streams of events", open);
	}

	/** For a door that limits its streams. */
	public void maxStreams(Supplier<Number> most) {
		gauge("bourse.streams.max", "Streams that there may be at one time", most);
	}

	public Counter rejectedStreams() {
		return Counter.builder("bourse.streams.rejected")
			.description("Streams that were turned away, as there were too many")
			.tag("door", this.door)
			.register(this.registry);
	}

	/** For a door that limits its calls. */
	public void calls(Supplier<Number> open, Supplier<Number> most) {
		gauge("bourse.calls", "Open calls, streams among them", open);
		gauge("bourse.calls.max", "Calls that there may be at one time", most);
	}

	/**
	 * @param all as many as there may be
	 * @param busy those that have something to do
	 */
	public void threads(Supplier<Number> all, Supplier<Number> busy) {
		gauge("bourse.threads", "Worker threads that there may be", all);
		gauge("bourse.threads.busy", "Worker threads that have something to do", busy);
	}

	private void gauge(String name, String description, Supplier<Number> value) {
		Gauge.builder(name, value).description(description).tag("door", this.door).register(this.registry);
	}

}
