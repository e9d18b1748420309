package org.bourse.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A crowd that watches one stock while it is updated by the clock, and how long each of
 * them takes to have what is newest: for every update and every watcher, the time from
 * when the update was meant to be sent until that price or a later one has arrived.
 * <p>
 * Arguments: {@code socket|grpc} PORT (of that door), PORT (of the socket, for the
 * updates), how many watch, {@code reading|stalled}, updates a second, seconds of
 * warm-up, seconds. Says "watching" when all have the present price, and its figures at
 * the end, in milliseconds: p50 p99 max, and states that each received a second.
 */
final class Crowd {

	private static final int MOST_UPDATES_PER_SECOND = 1900;

	private static final long NANOS_PER_SECOND = 1_000_000_000;

	private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

	/**
	 * Prices of the updates are whole numbers from here on, by which they are known. They
	 * go on from where an earlier crowd can have been by now.
	 */
	private final int firstPrice;

	private final int updatesPerSecond;

	private final int warmUp;

	private final int updates;

	/** When each was meant to be sent. */
	private final AtomicLongArray due;

	private final Histogram delays = new ConcurrentHistogram(LONGEST_NANOS, 3);

	private volatile long received;

	private Crowd(int updatesPerSecond, int warmUpSeconds, int seconds) {
		this.updatesPerSecond = updatesPerSecond;
		this.firstPrice = 1_000_000 + (int) (System.currentTimeMillis() / 1000 % 500_000) * MOST_UPDATES_PER_SECOND;
		this.warmUp = updatesPerSecond * warmUpSeconds;
		this.updates = this.warmUp + updatesPerSecond * seconds;
		this.due = new AtomicLongArray(this.updates);
	}

	public static void main(String[] args) throws Exception {
		int watching = Integer.parseInt(args[3]);
		boolean reading = args[4].equals("reading");
		int seconds = Integer.parseInt(args[7]);
		Crowd crowd = new Crowd(Integer.parseInt(args[5]), Integer.parseInt(args[6]), seconds);
		Watchers watchers = args[0].equals("grpc") ? new GrpcWatchers(crowd, reading)
				: new SocketWatchers(crowd, reading);
		watchers.open(Integer.parseInt(args[1]), watching);
		System.out.println("watching");
		long receivedBefore = crowd.received;
		crowd.update(Integer.parseInt(args[2]));
		if (reading && watching > 0) {
			watchers.awaitLast();
		}
		System.out.printf(Locale.ROOT, "%.1f %.1f %.1f %.1f%n", crowd.millis(50), crowd.millis(99), crowd.millis(100),
				(crowd.received - receivedBefore) / (double) Math.max(1, watching)
						/ (crowd.updates / (double) crowd.updatesPerSecond));
		System.exit(0);
	}

	private double millis(double percentile) {
		return this.delays.getValueAtPercentile(percentile) / 1e6;
	}

	/** Sends all updates by the clock, over one connection. */
	private void update(int port) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setTcpNoDelay(true);
			Thread replies = new Thread(() -> readReplies(socket), "replies");
			replies.setDaemon(true);
			replies.start();
			OutputStream out = socket.getOutputStream();
			long began = System.nanoTime();
			for (int sent = 0; sent < this.updates;) {
				long now = System.nanoTime();
				StringBuilder requests = new StringBuilder();
				while (sent < this.updates && began + sent * NANOS_PER_SECOND / this.updatesPerSecond <= now) {
					this.due.set(sent, began + sent * NANOS_PER_SECOND / this.updatesPerSecond);
					requests.append("UPDATE GameStart ").append(this.firstPrice + sent).append("\r\n");
					sent++;
				}
				out.write(requests.toString().getBytes(StandardCharsets.US_ASCII));
				LockSupport.parkNanos(began + sent * NANOS_PER_SECOND / this.updatesPerSecond - System.nanoTime());
			}
			replies.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void readReplies(Socket socket) {
		try {
			InputStream in = socket.getInputStream();
			byte[] buffer = new byte[4096];
			int last = 0;
			for (long left = this.updates * 4L; left > 0;) {
				int count = in.read(buffer);
				if (count < 0) {
					throw new IllegalStateException("the server closed the connection of the updates");
				}
				for (int i = 0; i < count; i++) {
					if (buffer[i] == '-') {
						throw new IllegalStateException("an update was not applied: "
								+ new String(buffer, 0, count, StandardCharsets.US_ASCII));
					}
				}
				left -= count;
				last += count;
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A watcher has got a price.
	 * @param before the price that it got before
	 * @return the price that is to be given the next time
	 */
	int received(int before, int price) {
		long now = System.nanoTime();
		for (int news = Math.max(this.firstPrice + this.warmUp, before + 1); news <= price; news++) {
			this.delays.recordValue(Math.min(LONGEST_NANOS, now - this.due.get(news - this.firstPrice)));
		}
		return Math.max(before, price);
	}

	/** The price of the last update. */
	int lastPrice() {
		return this.firstPrice + this.updates - 1;
	}

	/** By one thread. */
	void count(long states) {
		this.received += states;
	}

	/** Those who watch. */
	interface Watchers {

		/** Returns when each has the present price. */
		void open(int port, int count) throws Exception;

		/** Waits until each has got the last price. */
		void awaitLast() throws InterruptedException;

	}

}
