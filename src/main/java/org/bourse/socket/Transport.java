package org.bourse.socket;

import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.io.IOException;
import java.time.Duration;

/**
 * How bytes come from and go to a client, without blocking: as they are, or through TLS.
 * Reading and writing tell of the client's bytes, as with a socket: 0 if there are none,
 * or if none are taken, now. For the worker's thread.
 */
interface Transport extends ByteChannel {

	/** Beneath; after {@link #shutdownOutput} also for reading what nobody wants. */
	SocketChannel socket();

	/**
	 * Whether bytes that came are held here: the selector does not tell of them, so that
	 * {@link #read} is due without.
	 */
	boolean hasUnread();

	/**
	 * Whether something that was taken has not left yet, which {@link #flush} is to do
	 * when the socket can be written.
	 */
	boolean hasUnsent();

	/** Sends what has not left yet; false if something is left. */
	boolean flush() throws IOException;

	/** Tells the client that no more will come. */
	void shutdownOutput() throws IOException;

	/** Buffers held for this client. */
	int heldBytes();

	/** Whether it lets the client wait for a handshake, or a record, for too long. */
	boolean isOverdue(long nowNanos, Duration timeout);

}
