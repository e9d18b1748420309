package org.bourse.client;

import java.util.ArrayList;
import java.util.List;

/**
 * Time that passes only while somebody sleeps.
 */
final class VirtualTimeline implements Timeline {

	/** Not 0: nobody may count on it. */
	private long nanos = -42;

	private final List<Long> sleeps = new ArrayList<>();

	@Override
	public long nanos() {
		return this.nanos;
	}

	@Override
	public void sleep(long nanos) {
		this.sleeps.add(nanos);
		pass(Math.max(0, nanos));
	}

	void pass(long nanos) {
		this.nanos += nanos;
	}

	List<Long> sleeps() {
		return this.sleeps;
	}

}
