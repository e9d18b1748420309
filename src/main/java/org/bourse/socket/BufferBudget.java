package org.bourse.socket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What unfinished requests and unread replies of all clients together may hold, so that
 * many slow clients cannot use up the heap. Safe for use by many threads.
 */
final class BufferBudget {

	private final long maxBytes;

	private final AtomicLong usedBytes = new AtomicLong();

	BufferBudget(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Changes what one client holds.
	 * @param delta bytes more, or less if negative
	 * @return false, and nothing changed, if that would be too much
	 */
	boolean change(long delta) {
		if (delta == 0) {
			return true;
		}
		if (this.usedBytes.addAndGet(delta) > this.maxBytes && delta > 0) {
			this.usedBytes.addAndGet(-delta);
			return false;
		}
		return true;
	}

	long maxBytes() {
		return this.maxBytes;
	}

	long usedBytes() {
		return this.usedBytes.get();
	}

}
