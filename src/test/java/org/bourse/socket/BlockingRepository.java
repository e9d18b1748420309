package org.bourse.socket;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.bourse.domain.PartialRepository;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * Breaks the contract: its reads block until they are released.
 */
final class BlockingRepository extends PartialRepository {

	/** Counts the reads. */
	private final AtomicInteger entered;

	private final CountDownLatch release;

	BlockingRepository(AtomicInteger entered, CountDownLatch release) {
		this.entered = entered;
		this.release = release;
	}

	@Override
	public @Nullable Stock find(Symbol symbol) {
		this.entered.incrementAndGet();
		try {
			this.release.await();
			return null;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
