package org.bourse.grpc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.log.FaultLog;
import org.bourse.metrics.DoorMeters;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The calls that stay open: no more of them than were agreed on, and all of them end when
 * the server stops, which would wait for them. Safe for use by many threads.
 */
final class Streams implements AutoCloseable {

	/**
	 * What of a stream's messages may wait in gRPC, in bytes: an eighth of the default,
	 * as what a client does not read is better kept where newer takes the place of older.
	 */
	static final int READY_THRESHOLD = 4096;

	private static final FaultLog refused = new FaultLog(LoggerFactory.getLogger(Streams.class));

	private final int max;

	/** What each of them is to do when the server stops; guarded by this. */
	private final Set<Runnable> open = new HashSet<>();

	private final Counter rejected;

	private volatile boolean stopping;

	Streams(int max, MeterRegistry registry) {
		this.max = max;
		DoorMeters door = new DoorMeters(registry, StockServiceEndpoint.DOOR);
		door.streams(this::count);
		door.maxStreams(() -> max);
		this.rejected = door.rejectedStreams();
	}

	/**
	 * Takes a stream, if there is room.
	 * @param onStop is told once that the server stops; must return at once
	 * @return why it was not taken; null if it was
	 */
	synchronized @Nullable Fault admit(Runnable onStop) {
		if (this.stopping) {
			return Fault.shuttingDown("the server is stopping; try again");
		}
		if (this.open.size() >= this.max) {
			this.rejected.increment();
			refused.warn(() -> "A stream was refused: there are " + this.max + " (bourse.grpc.max-streams)");
			return Fault.tooManyStreams(this.open.size(), this.max);
		}
		this.open.add(onStop);
		return null;
	}

	/** Gives the room back, once however often it is called. */
	synchronized void leave(Runnable onStop) {
		this.open.remove(onStop);
	}

	boolean areStopping() {
		return this.stopping;
	}

	synchronized int count() {
		return this.open.size();
	}

	private synchronized List<Runnable> stop() {
		this.stopping = true;
		return List.copyOf(this.open);
	}

	/** Tells all streams to end, and takes no more. */
	@Override
	public void close() {
		stop().forEach(Runnable::run);
	}

}
