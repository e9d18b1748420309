package org.bourse.client.bench;

/**
 * When a client's requests are meant to start. For one thread.
 */
sealed interface Schedule {

	/** Later than any time: nothing more is due. */
	long NEVER = Long.MAX_VALUE;

	/** The time at which the next request is meant to start, which may be past. */
	long due(long now);

	/** That request has begun. */
	void begun();

	/** Whether requests are due by themselves, also while there is no connection. */
	boolean isOpen();

	/** Requests that were due in the window and have not begun. */
	long missed();

	/**
	 * A closed loop: the next request starts as soon as it may.
	 */
	record AtOnce(Window window) implements Schedule {

		@Override
		public long due(long now) {
			return (now < this.window.until()) ? now : NEVER;
		}

		@Override
		public void begun() {
			// The next one is due whenever somebody asks.
		}

		@Override
		public boolean isOpen() {
			return false;
		}

		@Override
		public long missed() {
			return 0;
		}

	}

	/**
	 * An open loop: requests start by the clock. One that cannot, because those before it
	 * are not answered, keeps the time at which it was meant to, and its latency counts
	 * from there. So a server that stalls is charged with all that it has held up.
	 */
	final class ByTheClock implements Schedule {

		private final Window window;

		private final double first;

		private final double interval;

		private long begun;

		/**
		 * @param first when the first request is meant to start, in nanoseconds
		 * @param interval between two requests
		 */
		ByTheClock(Window window, double first, double interval) {
			this.window = window;
			this.first = first;
			this.interval = interval;
		}

		@Override
		public long due(long now) {
			long next = time(this.begun);
			return (next < this.window.until()) ? next : NEVER;
		}

		@Override
		public void begun() {
			this.begun++;
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public long missed() {
			return Math.max(0, before(this.window.until()) - Math.max(this.begun, before(this.window.from())));
		}

		/** How many requests are meant to start before a time. */
		private long before(long time) {
			long requests = Math.max(0, (long) Math.ceil((time - this.first) / this.interval));
			// A division may be off by one from the products that requests are sent by.
			while (requests > 0 && time(requests - 1) >= time) {
				requests--;
			}
			while (time(requests) < time) {
				requests++;
			}
			return requests;
		}

		/** Not summed up, which would drift. */
		private long time(long request) {
			return (long) (this.first + request * this.interval);
		}

	}

}
