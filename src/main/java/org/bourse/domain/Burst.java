package org.bourse.domain;

import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Many requests, or many answers, that one thread handles in a row. What each of them
 * would do, but had better be done once, such as waking the thread that goes on with
 * them, is left for the end: so that thread finds all of them, and not the first.
 * <p>
 * Of the thread that begins it; may not be nested.
 */
public final class Burst {

	private static final ThreadLocal<@Nullable Burst> current = new ThreadLocal<>();

	private final Set<Runnable> atEnd = new LinkedHashSet<>();

	private Burst() {
	}

	public static void begin() {
		current.set(new Burst());
	}

	/**
	 * Runs this at the end of the burst, once however often it is given; at once if this
	 * thread is in no burst.
	 */
	public static void atEnd(Runnable action) {
		Burst burst = current.get();
		if (burst != null) {
			burst.atEnd.add(action);
		}
		else {
			action.run();
		}
	}

	/** Runs what was left for the end, all of it; throws what one of it has thrown. */
	public static void end() {
		Burst burst = current.get();
		if (burst != null) {
			current.remove();
			burst.runAll();
		}
	}

	/** All of them, also if one fails: each may wake a thread that nobody else wakes. */
	private void runAll() {
		RuntimeException failure = null;
		for (Runnable action : this.atEnd) {
			try {
				action.run();
			}
			catch (RuntimeException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
