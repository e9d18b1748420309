package org.bourse.socket;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * N threads, made once, that serve the clients of the task queue.
 */
final class WorkerPool {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPool.class);

	/** What a worker may need beyond the grace to close its clients. */
	private static final Duration CLOSING_TIME = Duration.ofSeconds(2);

	/** Makes a worker of this pool. */
	interface WorkerFactory {

		Worker create(WorkerPool pool) throws IOException;

	}

	private final TaskQueue queue;

	private final List<Worker> workers = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	WorkerPool(int size, TaskQueue queue, WorkerFactory factory) throws IOException {
		this.queue = queue;
		try {
			for (int i = 1; i <= size; i++) {
				this.workers.add(factory.create(this));
			}
		}
		catch (IOException ex) {
			this.workers.forEach(Worker::closeUnstarted);
			throw ex;
		}
	}

	/** Starts all threads and returns when each of them runs. */
	void start() {
		CountDownLatch running = new CountDownLatch(this.workers.size());
		for (Worker worker : this.workers) {
			Thread thread = new Thread(() -> {
				running.countDown();
				worker.run();
			}, "bourse-socket-worker-" + (this.threads.size() + 1));
			thread.setDaemon(true);
			thread.setUncaughtExceptionHandler(WorkerPool::endProcess);
			this.threads.add(thread);
			thread.start();
		}
		try {
			running.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * For an {@link Error}, such as out of memory: clients would hang for ever at a door
	 * that has lost a thread, so the process ends, to be started again.
	 */
	static void endProcess(Thread thread, Throwable failure) {
		try {
			logger.error("{} died, the process ends", thread.getName(), failure);
		}
		finally {
			Runtime.getRuntime().halt(1);
		}
	}

	/**
	 * Queues a client, for the worker with the fewest clients: at once if it is idle,
	 * else when its turn ends.
	 * @return false if the queue is full
	 */
	boolean submit(AcceptedClient client) {
		if (!this.queue.offer(client)) {
			return false;
		}
		wakeIdlest();
		return true;
	}

	/**
	 * To be called when clients wait. The worker that may take the next one is idle, and
	 * woken here, or ends its turn and sees it.
	 */
	void wakeIdlest() {
		Worker chosen = idlest();
		while (chosen != null && !chosen.claimIfIdle()) {
			// It has become busy meanwhile.
			chosen = idlest();
		}
	}

	private @Nullable Worker idlest() {
		Worker idlest = null;
		for (Worker worker : this.workers) {
			if (!worker.isBusy() && (idlest == null || worker.clients() < idlest.clients())) {
				idlest = worker;
			}
		}
		return idlest;
	}

	/**
	 * Only such a worker takes a client, so that they are spread evenly, however fast
	 * they come.
	 */
	boolean hasFewestClients(Worker one) {
		int clients = one.clients();
		return this.workers.stream().allMatch((other) -> other.clients() >= clients);
	}

	int size() {
		return this.workers.size();
	}

	int busyWorkers() {
		return (int) this.workers.stream().filter(Worker::isBusy).count();
	}

	List<Integer> clientsOfEach() {
		return this.workers.stream().map(Worker::clients).toList();
	}

	boolean isAlive() {
		return this.threads.stream().allMatch(Thread::isAlive);
	}

	/**
	 * Lets the workers finish what came already, and waits for their end.
	 * @return how many clients were not given their last replies
	 */
	int stop(Duration grace) {
		long deadlineNanos = System.nanoTime() + grace.toNanos();
		this.workers.forEach((worker) -> worker.stop(deadlineNanos));
		try {
			for (Thread thread : this.threads) {
				long leftNanos = deadlineNanos + CLOSING_TIME.toNanos() - System.nanoTime();
				thread.join(Math.max(1, leftNanos / 1_000_000));
				if (thread.isAlive()) {
					logger.error("{} did not end within {}", thread.getName(), grace.plus(CLOSING_TIME));
				}
			}
			for (AcceptedClient left = this.queue.poll(); left != null; left = this.queue.poll()) {
				this.workers.get(0).release(left.channel());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		int cutOff = 0;
		for (int i = 0; i < this.workers.size(); i++) {
			Worker worker = this.workers.get(i);
			cutOff += this.threads.get(i).isAlive() ? worker.clients() : worker.cutOff();
		}
		return cutOff;
	}

}
