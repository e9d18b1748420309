package org.bourse.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.Burst;
import org.bourse.metrics.QueueMeter;

/**
 * Writes that wait for the writer: bounded, first in, first out. Many threads offer, one
 * takes.
 */
final class WriteQueue {

	private final int capacity;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition filled = this.lock.newCondition();

	private final ArrayDeque<Write<?>> waiting = new ArrayDeque<>();

	/** One object, by which the many offers of a burst are known as one. */
	private final Runnable signal = this::signal;

	private final QueueMeter meter;

	private boolean closed;

	WriteQueue(int capacity, MeterRegistry registry) {
		this.capacity = capacity;
		this.meter = new QueueMeter(registry, "store-writes", this::size, capacity);
	}

	/** Never blocks. */
	Offer offer(Write<?> write) {
		this.lock.lock();
		try {
			if (this.closed) {
				return Offer.CLOSED;
			}
			if (this.waiting.size() >= this.capacity) {
				return Offer.FULL;
			}
			this.waiting.add(write);
		}
		finally {
			this.lock.unlock();
		}
		Burst.atEnd(this.signal);
		return Offer.TAKEN;
	}

	private void signal() {
		this.lock.lock();
		try {
			this.filled.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until there is something or the queue is closed, at most so long.
	 * @return what waits, at most so many; empty if there is nothing
	 */
	List<Write<?>> take(int most, long longestNanos) throws InterruptedException {
		List<Write<?>> taken = await(most, longestNanos);
		measure(taken);
		return taken;
	}

	private List<Write<?>> await(int most, long longestNanos) throws InterruptedException {
		this.lock.lock();
		try {
			long left = longestNanos;
			while (this.waiting.isEmpty() && !this.closed && left > 0) {
				left = this.filled.awaitNanos(left);
			}
			return poll(most);
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<Write<?>> poll(int most) {
		List<Write<?>> taken = new ArrayList<>(Math.min(most, this.waiting.size()));
		while (taken.size() < most) {
			Write<?> next = this.waiting.poll();
			if (next == null) {
				break;
			}
			taken.add(next);
		}
		return taken;
	}

	/** Takes out those that wait for longer, which are the first ones. */
	List<Write<?>> expire(long ageNanos) {
		List<Write<?>> expired = pollOlderThan(ageNanos);
		measure(expired);
		return expired;
	}

	private List<Write<?>> pollOlderThan(long ageNanos) {
		List<Write<?>> expired = new ArrayList<>(0);
		this.lock.lock();
		try {
			long now = System.nanoTime();
			for (Write<?> head = this.waiting.peek(); head != null
					&& head.ageNanos(now) > ageNanos; head = this.waiting.peek()) {
				expired.add(head);
				this.waiting.remove();
			}
			return expired;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Without the lock, for which others may wait. */
	private void measure(List<Write<?>> left) {
		long now = System.nanoTime();
		left.forEach((write) -> this.meter.left(write.ageNanos(now)));
	}

	/** From now on nothing is taken in; what waits can still be taken out. */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.filled.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether nothing will ever come out again. */
	boolean isExhausted() {
		this.lock.lock();
		try {
			return this.closed && this.waiting.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What became of an offer. */
	enum Offer {

		TAKEN, FULL, CLOSED

	}

}
