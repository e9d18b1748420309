package org.bourse.grpc;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets any thread have an action done that must not be done by two at a time: whoever
 * finds it under way leaves a note and goes on, and whoever is at it does it once more.
 * So nobody waits, and what was there before {@link #run} is always looked at. Each turn
 * sees what the earlier ones have left, and what callers did before they called.
 */
final class Turn implements Runnable {

	private final Runnable action;

	/** How often it was asked for since it was last idle. */
	private final AtomicInteger asked = new AtomicInteger();

	/**
	 * @param action does all that there is to do; must not throw
	 */
	Turn(Runnable action) {
		this.action = action;
	}

	@Override
	public void run() {
		if (this.asked.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		while (seen != 0) {
			this.action.run();
			seen = this.asked.addAndGet(-seen);
		}
	}

}
