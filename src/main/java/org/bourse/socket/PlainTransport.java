package org.bourse.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The socket itself.
 */
final class PlainTransport implements Transport {

	private final SocketChannel socket;

	PlainTransport(SocketChannel socket) {
		this.socket = socket;
	}

	@Override
	public SocketChannel socket() {
		return this.socket;
	}

	@Override
	public int read(ByteBuffer destination) throws IOException {
		return this.socket.read(destination);
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		return this.socket.write(source);
	}

	@Override
	public boolean hasUnread() {
		return false;
	}

	@Override
	public boolean hasUnsent() {
		return false;
	}

	@Override
	public boolean flush() {
		return true;
	}

	@Override
	public void shutdownOutput() throws IOException {
		this.socket.shutdownOutput();
	}

	@Override
	public int heldBytes() {
		return 0;
	}

	@Override
	public boolean isOverdue(long nowNanos, Duration timeout) {
		return false;
	}

	@Override
	public boolean isOpen() {
		return this.socket.isOpen();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
