package org.bourse.grpc;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.log.FaultLog;
import org.bourse.metrics.QueueMeter;
import org.bourse.metrics.RequestMeter;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of threads for calls, with a bounded queue. gRPC cannot cope with an
 * executor that rejects, so a call that finds the queue full is begun on the event loop
 * that brought it, where the interceptor notices the foreign thread and turns the call
 * away. What follows in a call that was let in may run there, too: it never blocks.
 */
final class CallPool implements Executor, AutoCloseable {

	private static final FaultLog full = new FaultLog(LoggerFactory.getLogger(CallPool.class));

	private final ThreadPoolExecutor threads;

	private final int size;

	private final int queueCapacity;

	private final QueueMeter meter;

	/** Which command it would have been is not looked at. */
	private final RequestMeter turnedAway;

	/**
	 * @param threadName that its threads' names begin with
	 * @param queueName of its queue, for meters
	 */
	CallPool(String threadName, String queueName, int size, int queueCapacity, MeterRegistry registry) {
		this.size = size;
		this.queueCapacity = queueCapacity;
		AtomicInteger number = new AtomicInteger();
		this.threads = new ThreadPoolExecutor(size, size, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queueCapacity),
				(task) -> new PoolThread(this, task, threadName + "-" + number.incrementAndGet()),
				new ThreadPoolExecutor.CallerRunsPolicy());
		this.threads.prestartAllCoreThreads();
		this.meter = new QueueMeter(registry, queueName, () -> this.threads.getQueue().size(), queueCapacity);
		this.turnedAway = new RequestMeter(registry, StockServiceEndpoint.DOOR, RequestMeter.UNKNOWN);
	}

	@Override
	public void execute(Runnable task) {
		this.threads.execute(new Waiting(task));
	}

	/** Turns calls away that found no room; goes before all other interceptors. */
	ServerInterceptor overflow() {
		return this::turnAwayIfOutside;
	}

	private <Q, R> ServerCall.Listener<Q> turnAwayIfOutside(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		// Of the issuer's pool are those of calls with a JSON Web Token.
		if (Thread.currentThread() instanceof PoolThread) {
			return next.startCall(call, headers);
		}
		return overflowFault().end(call);
	}

	/** Whether this runs on a thread of this pool. */
	boolean isOwnThread() {
		return Thread.currentThread() instanceof PoolThread thread && thread.pool == this;
	}

	/** How a call is turned away that found no room; counts and logs that it is. */
	Fault overflowFault() {
		long beganNanos = System.nanoTime();
		full.warn(() -> "A call was refused: the queue is full (bourse.grpc.queue-capacity)");
		Fault fault = Fault.overloaded(this.size, this.queueCapacity);
		// As short as it was: like every refusal it is told apart by its outcome.
		this.turnedAway.record(fault.outcome(), System.nanoTime() - beganNanos);
		return fault;
	}

	/** Threads that run a call. */
	int busy() {
		return this.threads.getActiveCount();
	}

	@Override
	public void close() {
		this.threads.shutdown();
	}

	/** A task, and since when it waits. */
	private final class Waiting implements Runnable {

		private final Runnable task;

		private final long queuedNanos = System.nanoTime();

		private Waiting(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			// Who found no room has not waited.
			if (isOwnThread()) {
				CallPool.this.meter.left(System.nanoTime() - this.queuedNanos);
			}
			this.task.run();
		}

	}

	private static final class PoolThread extends Thread {

		private final CallPool pool;

		private PoolThread(CallPool pool, Runnable task, String name) {
			super(task, name);
			this.pool = pool;
			setDaemon(true);
		}

	}

}
