package org.bourse.socket;

import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.metrics.QueueMeter;
import org.jspecify.annotations.Nullable;

/**
 * The one queue between the acceptor and the workers: bounded, first in first out. Nobody
 * waits in it: the acceptor is told when it is full, and an idle worker sleeps in its
 * selector, from where {@link WorkerPool} wakes it.
 */
final class TaskQueue {

	private final ReentrantLock lock = new ReentrantLock();

	/** A ring; guarded by the lock. */
	private final @Nullable AcceptedClient[] ring;

	/** Index of the oldest task; guarded by the lock. */
	private int head;

	/**
	 * Written under the lock; read without it by workers that want to know whether there
	 * is something to take.
	 */
	private volatile int size;

	private final QueueMeter meter;

	TaskQueue(int capacity, MeterRegistry registry) {
		this.ring = new AcceptedClient[capacity];
		this.meter = new QueueMeter(registry, "socket-clients", this::size, capacity);
	}

	/**
	 * Appends a task.
	 * @return false if the queue is full
	 */
	boolean offer(AcceptedClient task) {
		this.lock.lock();
		try {
			int waiting = this.size;
			if (waiting == this.ring.length) {
				return false;
			}
			this.ring[(this.head + waiting) % this.ring.length] = task;
			this.size = waiting + 1;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Takes the oldest task; null if there is none. */
	@Nullable AcceptedClient poll() {
		AcceptedClient task = (this.size > 0) ? take() : null;
		if (task != null) {
			this.meter.left(System.nanoTime() - task.acceptedNanos());
		}
		return task;
	}

	private @Nullable AcceptedClient take() {
		this.lock.lock();
		try {
			int waiting = this.size;
			if (waiting == 0) {
				return null;
			}
			AcceptedClient task = this.ring[this.head];
			this.ring[this.head] = null;
			this.head = (this.head + 1) % this.ring.length;
			this.size = waiting - 1;
			return task;
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		return this.size;
	}

	int capacity() {
		return this.ring.length;
	}

}
