package org.bourse.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

import org.bourse.tls.ServerTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tlschannel.BufferAllocator;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.ServerTlsChannel;

/**
 * TLS over the socket. The steps of a handshake are run by the worker where they are due:
 * they take some two milliseconds in all, once for a connection.
 * <p>
 * What is read may have to be answered at once, hence {@link #hasUnsent}; and bytes that
 * came may be here, decrypted or not, while the selector sees nothing, hence
 * {@link #hasUnread}.
 */
final class TlsTransport implements Transport {

	private static final Logger logger = LoggerFactory.getLogger(TlsTransport.class);

	/** What each TLS connection begins with. */
	static final byte HANDSHAKE = 0x16;

	private static final byte[] NOT_TLS = "-ERR this port speaks TLS: connect with TLS (redis-cli --tls)\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private final SocketChannel socket;

	private final Beneath beneath = new Beneath();

	private final Pool pool;

	private final ServerTlsChannel tls;

	private boolean unread;

	private boolean unsent;

	private boolean established;

	/** Whether a record has begun to come and is not whole. */
	private boolean withinRecord;

	/** When the handshake, or the record that is not whole, began. */
	private long begunNanos = System.nanoTime();

	TlsTransport(SocketChannel socket, ServerTls tls, TlsBuffers buffers) {
		this.socket = socket;
		this.pool = new Pool(buffers);
		this.tls = ServerTlsChannel.newBuilder(this.beneath, tls.context())
			.withEngineFactory(tls::newEngine)
			.withSessionInitCallback((session) -> this.established = true)
			.withPlainBufferAllocator(new DecryptedPool(this.pool))
			.withEncryptedBufferAllocator(this.pool)
			.build();
	}

	@Override
	public SocketChannel socket() {
		return this.socket;
	}

	/** Takes all that has come, as nobody would tell of what is left. */
	@Override
	public int read(ByteBuffer destination) throws IOException {
		int before = destination.position();
		boolean ended = false;
		this.beneath.drained = false;
		this.unread = true;
		try {
			while (!ended && destination.hasRemaining()) {
				ended = this.tls.read(destination) < 0;
			}
		}
		catch (NeedsReadException ex) {
			this.unread = false;
			this.unsent = false;
		}
		catch (NeedsWriteException ex) {
			this.unsent = true;
		}
		catch (SSLException ex) {
			tellWhy();
			throw ex;
		}
		catch (RuntimeException | AssertionError ex) {
			throw misunderstood(ex);
		}
		int count = destination.position() - before;
		if (ended && count == 0) {
			this.unread = false;
			return -1;
		}
		noteRecord(count);
		return count;
	}

	private void noteRecord(int count) {
		boolean within = this.established && this.pool.heldBytes > 0;
		if (within && (!this.withinRecord || count > 0)) {
			this.begunNanos = System.nanoTime();
		}
		this.withinRecord = within;
	}

	/** What is taken may stay here, encrypted: at most one record. */
	@Override
	public int write(ByteBuffer source) throws IOException {
		int before = source.position();
		try {
			this.tls.write(source);
			this.unsent = false;
			if (source.hasRemaining()) {
				// A client of TLS 1.2 that says it will send no more is told nothing
				// more, either.
				throw new ClosedChannelException();
			}
		}
		catch (NeedsWriteException ex) {
			this.unsent = true;
		}
		catch (NeedsReadException ex) {
			this.unsent = false;
			if (source.hasRemaining()) {
				throw new SSLException("handshakes are answered before anything else, and never begun again", ex);
			}
		}
		catch (RuntimeException | AssertionError ex) {
			throw misunderstood(ex);
		}
		return source.position() - before;
	}

	/** The library's checks of itself must not end more than this connection. */
	private static SSLException misunderstood(Throwable failure) {
		return new SSLException("TLS that cannot be understood: " + failure, failure);
	}

	@Override
	public boolean hasUnread() {
		return this.unread;
	}

	@Override
	public boolean hasUnsent() {
		return this.unsent;
	}

	@Override
	public boolean flush() throws IOException {
		if (this.unsent) {
			write(ByteBuffer.allocate(0));
		}
		return !this.unsent;
	}

	@Override
	public void shutdownOutput() throws IOException {
		try {
			this.tls.shutdown();
		}
		catch (IOException | RuntimeException | AssertionError ex) {
			// That the connection ends says the same, if less politely.
			logger.debug("A client was not told the end of TLS", ex);
		}
		this.socket.shutdownOutput();
	}

	/** By an alert, or in plain text. Whoever owns this lets the client read it. */
	private void tellWhy() {
		try {
			SSLEngine engine = this.tls.getSslEngine();
			if (this.beneath.plain) {
				this.socket.write(ByteBuffer.wrap(NOT_TLS));
			}
			else if (engine != null && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
				ByteBuffer alert = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
				engine.wrap(ByteBuffer.allocate(0), alert);
				this.socket.write(alert.flip());
			}
		}
		catch (IOException ex) {
			logger.debug("A client was not told why its TLS was refused", ex);
		}
	}

	@Override
	public int heldBytes() {
		return this.pool.heldBytes;
	}

	@Override
	public boolean isOverdue(long nowNanos, Duration timeout) {
		return (!this.established || this.withinRecord) && !timeout.isZero()
				&& nowNanos - this.begunNanos > timeout.toNanos();
	}

	@Override
	public boolean isOpen() {
		return this.socket.isOpen();
	}

	@Override
	public void close() throws IOException {
		try {
			this.tls.close();
		}
		catch (RuntimeException | AssertionError ex) {
			throw misunderstood(ex);
		}
		finally {
			this.socket.close();
		}
	}

	/** The socket, as TLS sees it. */
	private final class Beneath implements ByteChannel {

		private boolean begun;

		/** Whether what came first is no TLS. */
		private boolean plain;

		/** Whether the last read of this turn left nothing: another need not be tried. */
		private boolean drained;

		@Override
		public int read(ByteBuffer destination) throws IOException {
			if (this.drained) {
				return 0;
			}
			int start = destination.position();
			int count = TlsTransport.this.socket.read(destination);
			this.drained = count >= 0 && destination.hasRemaining();
			if (count > 0 && !this.begun) {
				this.begun = true;
				if (destination.get(start) != HANDSHAKE) {
					this.plain = true;
					throw new SSLException("the client does not speak TLS");
				}
			}
			return count;
		}

		@Override
		public int write(ByteBuffer source) throws IOException {
			return TlsTransport.this.socket.write(source);
		}

		@Override
		public boolean isOpen() {
			return TlsTransport.this.socket.isOpen();
		}

		@Override
		public void close() throws IOException {
			TlsTransport.this.socket.close();
		}

	}

	/** The worker's buffers, of which this connection's share is known. */
	private static final class Pool implements BufferAllocator {

		private final TlsBuffers buffers;

		private int heldBytes;

		Pool(TlsBuffers buffers) {
			this.buffers = buffers;
		}

		@Override
		public ByteBuffer allocate(int size) {
			ByteBuffer buffer = this.buffers.take(size);
			this.heldBytes += buffer.capacity();
			return buffer;
		}

		@Override
		public void free(ByteBuffer buffer) {
			this.heldBytes -= buffer.capacity();
			this.buffers.giveBack(buffer);
		}

	}

	/**
	 * For what was decrypted and has no room where it was asked for. The library takes
	 * one such buffer for the handshake, which decrypts nothing, and keeps it: that one
	 * is as good as none.
	 */
	private record DecryptedPool(Pool pool) implements BufferAllocator {

		private static final int UNUSED_BYTES = 64;

		@Override
		public ByteBuffer allocate(int size) {
			return (size == TlsBuffers.SMALL_BYTES) ? ByteBuffer.allocate(UNUSED_BYTES)
					: this.pool.allocate(TlsBuffers.LARGE_BYTES);
		}

		@Override
		public void free(ByteBuffer buffer) {
			if (buffer.capacity() > UNUSED_BYTES) {
				this.pool.free(buffer);
			}
		}

	}

}
