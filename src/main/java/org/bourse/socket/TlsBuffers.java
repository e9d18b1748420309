package org.bourse.socket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The buffers that one worker's TLS connections share. A connection has some while it has
 * its turn, and between two turns only if it is in the middle of a record. For the
 * worker's thread.
 */
final class TlsBuffers {

	/**
	 * What the library asks for first: enough for what most clients ask. A record of more
	 * gets the large one.
	 */
	static final int SMALL_BYTES = 4 * 1024;

	/** The largest record and what encryption adds to it. */
	static final int LARGE_BYTES = 17 * 1024;

	/** More than one turn needs; what comes back beyond is left to the collector. */
	private static final int KEPT_OF_EACH = 16;

	private final Deque<ByteBuffer> small = new ArrayDeque<>();

	private final Deque<ByteBuffer> large = new ArrayDeque<>();

	ByteBuffer take(int bytes) {
		boolean fits = bytes <= SMALL_BYTES;
		ByteBuffer kept = (fits ? this.small : this.large).poll();
		// On the heap, as the JDK's ciphers are fastest on arrays.
		return (kept != null) ? kept : ByteBuffer.allocate(fits ? SMALL_BYTES : Math.max(bytes, LARGE_BYTES));
	}

	void giveBack(ByteBuffer buffer) {
		Deque<ByteBuffer> pool = (buffer.capacity() <= SMALL_BYTES) ? this.small : this.large;
		if (pool.size() < KEPT_OF_EACH) {
			pool.push(buffer.clear());
		}
	}

}
