package org.bourse.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Stands still until it is moved, also back.
 */
final class SettableClock extends Clock {

	private volatile Instant now;

	SettableClock(String now) {
		this.now = Instant.parse(now);
	}

	void move(Duration by) {
		this.now = this.now.plus(by);
	}

	void set(String time) {
		this.now = Instant.parse(time);
	}

	@Override
	public Instant instant() {
		return this.now;
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
