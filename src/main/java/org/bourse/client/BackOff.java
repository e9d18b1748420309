package org.bourse.client;

import java.time.Duration;

/**
 * How long to wait before trying again: half a second, then twice as long each time, up
 * to ten seconds.
 */
final class BackOff {

	private static final Duration FIRST = Duration.ofMillis(500);

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private Duration next = FIRST;

	Duration next() {
		Duration delay = this.next;
		Duration doubled = delay.multipliedBy(2);
		this.next = (doubled.compareTo(LONGEST) > 0) ? LONGEST : doubled;
		return delay;
	}

}
