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
		return fits(this.usedBytes.getAndUpdate((used) -> fits(used, delta) ? used + delta : used), delta);
	}

	/** Not tried and taken back: others would be refused for what nobody holds. */
	private boolean fits(long used, long delta) {
		return delta <= 0 || delta <= this.maxBytes - used;
	}

	long maxBytes() {
		return this.maxBytes;
	}

	long usedBytes() {
		return this.usedBytes.get();
	}

}
