package org.bourse.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.bourse.store.ledger.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * A real database that readers of the history cannot connect to at times.
 */
final class ReadFaults {

	private final Semaphore held = new Semaphore(0);

	private final AtomicInteger connections = new AtomicInteger();

	private volatile @Nullable SQLException failure;

	private volatile @Nullable CountDownLatch gate;

	Dialect of(Dialect real) {
		return (Dialect) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Dialect.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("connectToRead") && method.getParameterCount() == 1) {
						connecting();
					}
					try {
						return method.invoke(real, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	private void connecting() throws SQLException {
		this.connections.incrementAndGet();
		CountDownLatch closed = this.gate;
		if (closed != null) {
			this.held.release();
			awaitUninterruptibly(closed);
		}
		SQLException present = this.failure;
		if (present != null) {
			throw present;
		}
	}

	/** As a socket does not hear an interrupt either. */
	private static void awaitUninterruptibly(CountDownLatch latch) {
		boolean interrupted = false;
		while (true) {
			try {
				latch.await();
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** From now on connecting fails. */
	void fail(SQLException with) {
		this.failure = with;
	}

	/**
	 * From now on connecting takes for ever.
	 * @return opened to let it go on
	 */
	CountDownLatch hold() {
		CountDownLatch closed = new CountDownLatch(1);
		this.gate = closed;
		return closed;
	}

	/** Waits until so many threads are held. */
	void awaitHeld(int threads) throws InterruptedException {
		this.held.acquire(threads);
	}

	void end() {
		this.failure = null;
		this.gate = null;
	}

	int connections() {
		return this.connections.get();
	}

}
