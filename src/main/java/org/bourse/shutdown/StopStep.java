package org.bourse.shutdown;

/**
 * What is done first when the server is told to stop, in this order, while everything
 * still works. Then the doors finish what they have received and, last of all, the store
 * closes.
 */
public enum StopStep {

	/**
	 * Whoever asks is told that the server is not ready. Boot has told its own readiness
	 * by then.
	 */
	HEALTH,
	/** Whoever sends clients here gets time to notice. */
	DELAY,
	/** All doors refuse new connections. */
	LISTENERS,
	/** No stream is taken any more, and those that take orders end. */
	STREAMS,
	/** The feed gives out the last states, and ends. */
	FEED,
	/** Whoever still watches is told that this was all. */
	WATCHERS

}
