package org.bourse.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * Watchers by SUBSCRIBE, all read by one thread, which looks for prices and for nothing
 * else: the crowd shares its processors with the server.
 */
final class SocketWatchers implements Crowd.Watchers {

	private static final byte[] SUBSCRIBE = "SUBSCRIBE GameStart\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] PRICE = "\"price\":\"".getBytes(StandardCharsets.US_ASCII);

	private static final int BUFFER_BYTES = 64 * 1024;

	private final Crowd crowd;

	private final boolean reading;

	private final Selector selector;

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

	private final byte[] bytes = new byte[2 * BUFFER_BYTES];

	private CountDownLatch withoutPrice = new CountDownLatch(0);

	private CountDownLatch withoutLast = new CountDownLatch(0);

	SocketWatchers(Crowd crowd, boolean reading) throws IOException {
		this.crowd = crowd;
		this.reading = reading;
		this.selector = Selector.open();
	}

	@Override
	public void open(int port, int count) throws Exception {
		this.withoutPrice = new CountDownLatch(count);
		this.withoutLast = new CountDownLatch(count);
		for (int i = 0; i < count; i++) {
			SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
			channel.write(ByteBuffer.wrap(SUBSCRIBE));
			channel.configureBlocking(false);
			channel.register(this.selector, this.reading ? SelectionKey.OP_READ : 0, new Watcher());
		}
		if (this.reading) {
			Thread thread = new Thread(this::run, "watchers");
			thread.setDaemon(true);
			thread.start();
			this.withoutPrice.await();
		}
	}

	@Override
	public void awaitLast() throws InterruptedException {
		this.withoutLast.await();
	}

	private void run() {
		try {
			while (true) {
				this.selector.select(this::read);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void read(SelectionKey key) {
		try {
			Watcher watcher = (Watcher) key.attachment();
			this.buffer.clear();
			int count = ((SocketChannel) key.channel()).read(this.buffer);
			if (count < 0) {
				throw new IllegalStateException("the server closed a watcher");
			}
			System.arraycopy(watcher.rest, 0, this.bytes, 0, watcher.rest.length);
			this.buffer.flip().get(this.bytes, watcher.rest.length, count);
			watcher.take(watcher.rest.length + count);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private final class Watcher {

		/** The begin of a price that has not come as a whole. */
		private byte[] rest = {};

		private int price;

		private boolean hasPrice;

		private boolean hasLast;

		private void take(int length) {
			byte[] in = SocketWatchers.this.bytes;
			int from = 0;
			int states = 0;
			int newest = this.price;
			for (int at = 0; at + PRICE.length <= length; at++) {
				if (in[at] == '"' && isPrice(in, at)) {
					int end = at + PRICE.length;
					int value = 0;
					while (end < length && in[end] >= '0' && in[end] <= '9') {
						value = value * 10 + in[end++] - '0';
					}
					if (end == length) {
						break;
					}
					newest = Math.max(newest, value);
					states++;
					from = end;
					at = end;
				}
			}
			if (states > 0) {
				this.price = SocketWatchers.this.crowd.received(this.price, newest);
				SocketWatchers.this.crowd.count(states);
				if (!this.hasPrice) {
					this.hasPrice = true;
					SocketWatchers.this.withoutPrice.countDown();
				}
			}
			// A price is at most this far before the end of what came.
			from = Math.max(from, length - 64);
			this.rest = Arrays.copyOfRange(in, from, length);
			if (!this.hasLast && this.price >= SocketWatchers.this.crowd.lastPrice()) {
				this.hasLast = true;
				SocketWatchers.this.withoutLast.countDown();
			}
		}

		private static boolean isPrice(byte[] in, int at) {
			for (int i = 0; i < PRICE.length; i++) {
				if (in[at + i] != PRICE[i]) {
					return false;
				}
			}
			return true;
		}

	}

}
