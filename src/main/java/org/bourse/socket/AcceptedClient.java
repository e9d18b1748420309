package org.bourse.socket;

import java.nio.channels.SocketChannel;

/**
 * A task for a worker: a client that nobody serves yet.
 *
 * @param id unique in this process, from 1
 * @param acceptedNanos {@link System#nanoTime} of when it was accepted
 */
record AcceptedClient(long id, SocketChannel channel, long acceptedNanos) {
}
