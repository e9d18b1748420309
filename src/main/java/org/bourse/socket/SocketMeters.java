package org.bourse.socket;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Tracer;
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

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger subscribers = new AtomicInteger();

	private final AtomicInteger subscriptions = new AtomicInteger();

	private final LongAdder accepted = new LongAdder();

	private final LongAdder commands = new LongAdder();

	private final Counter rejectedConnectionLimit;

	private final Counter rejectedQueueFull;

	private final Timer queueWait;

	/** For what never was a request of a known command. */
	private final RequestMeter unknown;

	/**
	 * @param tracer makes a span of each request; null if none are made
	 */
	SocketMeters(MeterRegistry registry, @Nullable Tracer tracer) {
		this.registry = registry;
		this.tracer = tracer;
		Gauge.builder("bourse.connections", this.open, AtomicInteger::get)
			.description("Open connections")
			.tag("door", DOOR)
			.register(registry);
		Gauge.builder("bourse.socket.subscribers", this.subscribers, AtomicInteger::get)
			.description("Clients that have subscribed to stocks")
			.register(registry);
		FunctionCounter.builder("bourse.connections.accepted", this.accepted, LongAdder::sum)
			.description("Connections accepted since the start")
			.tag("door", DOOR)
			.register(registry);
		this.rejectedConnectionLimit = rejected("connection-limit");
		this.rejectedQueueFull = rejected("queue-full");
		this.queueWait = Timer.builder("bourse.socket.queue.wait")
			.description("Time of accepted clients in the task queue")
			.register(registry);
		this.unknown = requests("unknown");
	}

	private Counter rejected(String reason) {
		return Counter.builder("bourse.connections.rejected")
			.description("Connections closed at once")
			.tags("door", DOOR, "reason", reason)
			.register(this.registry);
	}

	/** Exports what the parts of the running listener know. */
	void observe(SocketListener listener, TaskQueue queue, BufferBudget budget) {
		Gauge.builder("bourse.socket.queue.depth", queue, TaskQueue::size)
			.description("Accepted clients that wait for a worker")
			.register(this.registry);
		Gauge.builder("bourse.socket.workers", listener, SocketListener::workers)
			.description("Worker threads")
			.register(this.registry);
		Gauge.builder("bourse.socket.workers.busy", listener, SocketListener::busyWorkers)
			.description("Worker threads that are not waiting for something to do")
			.register(this.registry);
		Gauge.builder("bourse.socket.buffered", budget, BufferBudget::usedBytes)
			.description("Held by unfinished requests and unread replies")
			.baseUnit("bytes")
			.register(this.registry);
	}

	RequestMeter requests(String command) {
		return (this.tracer != null) ? new TracedRequestMeter(this.registry, DOOR, command, this.tracer, "resp")
				: new RequestMeter(this.registry, DOOR, command);
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
		this.rejectedConnectionLimit.increment();
	}

	void rejectedByFullQueue() {
		this.rejectedQueueFull.increment();
	}

	void connectionClosedBecause(CloseReason reason) {
		Counter.builder("bourse.connections.closed")
			.description("Connections that the server ended, by reason")
			.tags("door", DOOR, "reason", reason.tag())
			.register(this.registry)
			.increment();
	}

	void taken(AcceptedClient client) {
		this.queueWait.record(System.nanoTime() - client.acceptedNanos(), TimeUnit.NANOSECONDS);
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
		return this.accepted.sum();
	}

	long commands() {
		return this.commands.sum();
	}

	long rejectedConnections() {
		return (long) (this.rejectedConnectionLimit.count() + this.rejectedQueueFull.count());
	}

}
