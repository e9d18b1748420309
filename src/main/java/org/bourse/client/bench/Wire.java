package org.bourse.client.bench;

/**
 * How one client reaches the server. All on the client's event loop.
 */
interface Wire {

	/**
	 * Makes the connection, if it is to be kept, and makes it again when it is lost.
	 */
	void open(LoadClient owner);

	/**
	 * Whether a request can be sent now. {@link LoadClient#advance} is told of changes.
	 */
	boolean isReady();

	/**
	 * Sends a request, after which {@link LoadClient#answered} is called exactly once;
	 * never from within this method.
	 * @param request as numbered by {@link RequestMix}
	 * @param start when it was meant to start, to be handed back
	 */
	void send(int request, long start);

	/** What was sent so far should leave now. */
	void flush();

	/** Gives up what is in flight and starts afresh. */
	void reset(Outcome outcome);

	/** Gives up what is in flight, for ever. */
	void close();

}
