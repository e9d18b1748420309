package org.bourse.fuzz;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Watches over what code under test allocates.
 */
public final class Allocations {

	private static final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private Allocations() {
	}

	/** Fails if an action allocates more than so many bytes on this thread. */
	public static void check(long maxBytes, Runnable action) {
		if (allocated(action) > maxBytes) {
			// The first time may have loaded classes.
			assertThat(allocated(action)).as("allocated bytes").isLessThanOrEqualTo(maxBytes);
		}
	}

	private static long allocated(Runnable action) {
		long before = threads.getCurrentThreadAllocatedBytes();
		action.run();
		return threads.getCurrentThreadAllocatedBytes() - before;
	}

}
