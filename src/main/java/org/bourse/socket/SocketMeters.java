package org.bourse.socket;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import org.bourse.access.Denials;
import org.bourse.metrics.DoorMeters;
import org.bourse.metrics.Outcome;
import org.bourse.metrics.RequestMeter;
import org.bourse.metrics.TracedRequestMeter;
import org.jspecify.annotations.Nullable;

/**
 * What is measured at the socket door. Safe for use by many threads.
 */
final class SocketMeters {

	static final String DOOR = "socket";

	private final MeterRegistry registry;

	private final @Nullable Tracer tracer;

	private final DoorMeters door;

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger subscribers = new AtomicInteger();

	private final AtomicInteger subscriptions = new AtomicInteger();

	private final LongAdder commands = new LongAdder();

	private final Counter accepted;

	private final Counter rejectedByConnectionLimit;

	private final Counter rejectedByFullQueue;

	private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);

	private final Counter rejectedSubscribers;

	private final Denials denials;

	private final SocketFaults faults = new SocketFaults();

	/** For what never was a request of a known command. */
	private final RequestMeter unknown;

	/**
	 * @param tracer makes a span of each request; null if none are made
	 */
	SocketMeters(MeterRegistry registry, @Nullable Tracer tracer) {
		this.registry = registry;
		this.tracer = tracer;
		this.door = new DoorMeters(registry, DOOR);
		this.door.connections(this.open::get);
		this.accepted = this.door.acceptedConnections();
		this.rejectedByConnectionLimit = this.door.rejectedConnections("connection-limit");
		this.rejectedByFullQueue = this.door.rejectedConnections("queue-full");
		for (CloseReason reason : CloseReason.values()) {
			this.closed.put(reason, this.door.closedConnections(reason.tag()));
		}
		this.rejectedSubscribers = this.door.rejectedStreams();
		this.denials = new Denials(DOOR, registry);
		this.unknown = requests(RequestMeter.UNKNOWN);
	}

	/** Exports what the parts of the listener know. */
	void observe(SocketListener listener, BufferBudget budget) {
		this.door.maxConnections(listener::maxConnections);
		// Every client may subscribe; what has a limit is subscriptions, and the feed
		// measures them.
		this.door.streams(this.subscribers::get);
		this.door.threads(listener::workers, listener::busyWorkers);
		buffered("bourse.socket.buffered", "Held by unfinished requests and unread replies", budget::usedBytes);
		buffered("bourse.socket.buffered.max", "What unfinished requests and unread replies may hold",
				budget::maxBytes);
	}

	private void buffered(String name, String description, Supplier<Number> bytes) {
		Gauge.builder(name, bytes).description(description).baseUnit("bytes").register(this.registry);
	}

	RequestMeter requests(String command) {
		return (this.tracer != null) ? new TracedRequestMeter(this.registry, DOOR, command, this.tracer, "resp")
				: new RequestMeter(this.registry, DOOR, command);
	}

	Denials denials() {
		return this.denials;
	}

	/** What operators are told of what is counted here. */
	SocketFaults faults() {
		return this.faults;
	}

	void requestNotUnderstood(long nanos) {
		this.unknown.record(Outcome.INVALID, nanos);
	}

	void commandRun() {
		this.commands.increment();
	}

	void connectionOpened() {
		this.open.incrementAndGet();
		this.accepted.increment();
	}

	void connectionClosed() {
		this.open.decrementAndGet();
	}

	void rejectedByConnectionLimit() {
		this.rejectedByConnectionLimit.increment();
	}

	void rejectedByFullQueue() {
		this.rejectedByFullQueue.increment();
	}

	void connectionClosedBecause(CloseReason reason) {
		Objects.requireNonNull(this.closed.get(reason)).increment();
	}

	/** A client that wants to subscribe is told that there are too many. */
	void subscriberRejected() {
		this.rejectedSubscribers.increment();
	}

	/**
	 * A client has subscribed to something.
	 * @param first whether it has no other subscription
	 */
	void subscribed(boolean first) {
		this.subscriptions.incrementAndGet();
		if (first) {
			this.subscribers.incrementAndGet();
		}
	}

	/**
	 * A client has unsubscribed.
	 * @param count from how many
	 * @param last whether it has no other subscription
	 */
	void unsubscribed(int count, boolean last) {
		this.subscriptions.addAndGet(-count);
		if (last) {
			this.subscribers.decrementAndGet();
		}
	}

	/** Clients that have subscribed to something. */
	int subscribers() {
		return this.subscribers.get();
	}

	/** What they have subscribed to, all together. */
	int subscriptions() {
		return this.subscriptions.get();
	}

	int openConnections() {
		return this.open.get();
	}

	long acceptedConnections() {
		return (long) this.accepted.count();
	}

	long commands() {
		return this.commands.sum();
	}

	long rejectedConnections() {
		return (long) (this.rejectedByConnectionLimit.count() + this.rejectedByFullQueue.count());
	}

}
