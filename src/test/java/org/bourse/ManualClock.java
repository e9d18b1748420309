package org.bourse;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.github.bucket4j.TimeMeter;

/**
 * A clock that stands until it is moved.
 */
public final class ManualClock implements TimeMeter {

	private final AtomicLong nanos = new AtomicLong();

	public void advance(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	@Override
	public long currentTimeNanos() {
		return this.nanos.get();
	}

	@Override
	public boolean isWallClockBased() {
		return false;
	}

}
