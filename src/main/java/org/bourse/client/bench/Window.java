package org.bourse.client.bench;

/**
 * The time in which requests count: behind the warm-up, and until the end. All times are
 * nanoseconds since the load began.
 */
final class Window {

	private final long from;

	/** Moved to an earlier time by the program's thread, read by the event loops. */
	private volatile long until;

	Window(long from, long until) {
		this.from = from;
		this.until = until;
	}

	boolean contains(long time) {
		return time >= this.from && time < this.until;
	}

	long from() {
		return this.from;
	}

	long until() {
		return this.until;
	}

	/** Ends it now, if it has not ended yet. For one thread. */
	void end(long now) {
		this.until = Math.min(this.until, now);
	}

	/** How much of it there was. */
	long nanos() {
		return Math.max(0, this.until - this.from);
	}

}
