package org.bourse.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clients, each with its own thread, that trade whatever becomes of the servers. Every
 * second one asks again for orders of which it was not told the outcome; the others leave
 * it at that.
 */
public final class Traders implements AutoCloseable {

	/** More than a client waits for a reply. */
	private static final Duration CLOSING_TIME = Duration.ofSeconds(30);

	private final List<ServerAddress> servers;

	private final int ordersEach;

	private final List<Thread> threads = new ArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	/** The longest that a client rests between two pipelines; told to the clients. */
	private volatile int longestPauseMillis = 5;

	/** What is traded; told to the clients. */
	private volatile List<String> symbols;

	/** Tells the clients to send nothing new. */
	private volatile boolean settling;

	/**
	 * @param history of what they do
	 * @param servers of one market
	 * @param symbols to trade at first
	 * @param count of clients
	 * @param ordersEach the most that each of them sends
	 * @param seed of all their choices
	 */
	public Traders(History history, List<ServerAddress> servers, List<String> symbols, int count, int ordersEach,
			long seed) {
		this.servers = List.copyOf(servers);
		this.symbols = List.copyOf(symbols);
		this.ordersEach = ordersEach;
		for (int i = 0; i < count; i++) {
			String name = "client" + i;
			Trader trader = new Trader(name, this, history, new Random(seed + i), i % 2 == 0);
			Thread thread = new Thread(trader, name);
			thread.setDaemon(true);
			this.threads.add(thread);
		}
	}

	public void start() {
		this.threads.forEach(Thread::start);
	}

	/** From now on these are traded. */
	public void trade(List<String> others) {
		this.symbols = List.copyOf(others);
	}

	/** From now on each rests for up to so long between two pipelines. */
	public void pauseUpTo(int millis) {
		this.longestPauseMillis = millis;
	}

	/**
	 * Ends them, after those that ask again were told what they want to know. What is not
	 * known in time is a surprise in the history.
	 */
	public void settle(Duration longest) throws InterruptedException {
		this.settling = true;
		long deadlineNanos = System.nanoTime() + longest.toNanos();
		for (Thread thread : this.threads) {
			// 0 would be for ever.
			thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())));
		}
		end();
	}

	private void end() throws InterruptedException {
		close();
		for (Thread thread : this.threads) {
			thread.join(CLOSING_TIME.toMillis());
			if (thread.isAlive()) {
				throw new IllegalStateException(thread.getName() + " did not end");
			}
		}
	}

	List<ServerAddress> servers() {
		return this.servers;
	}

	List<String> symbols() {
		return this.symbols;
	}

	int longestPauseMillis() {
		return this.longestPauseMillis;
	}

	int ordersEach() {
		return this.ordersEach;
	}

	boolean isSettling() {
		return this.settling;
	}

	boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	void awaitClosed(long time, TimeUnit unit) throws InterruptedException {
		this.closed.await(time, unit);
	}

	/** Tells them to end, at the next reply at the latest. */
	@Override
	public void close() {
		this.closed.countDown();
	}

}
