package org.bourse.client;

import java.util.concurrent.TimeUnit;

/**
 * The time by which programs wait.
 */
interface Timeline {

	/** That of this machine. */
	Timeline REAL = new Timeline() {

		@Override
		public long nanos() {
			return System.nanoTime();
		}

		@Override
		public void sleep(long nanos) throws InterruptedException {
			TimeUnit.NANOSECONDS.sleep(nanos);
		}

	};

	/** Nanoseconds since some time. */
	long nanos();

	/** Not at all if the time is not positive. */
	void sleep(long nanos) throws InterruptedException;

}
