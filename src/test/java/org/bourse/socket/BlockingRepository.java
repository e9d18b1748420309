package org.bourse.socket;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeResult;
import org.jspecify.annotations.Nullable;

/**
 * Breaks the contract: its reads block until they are released.
 *
 * @param entered counts the reads
 */
record BlockingRepository(AtomicInteger entered, CountDownLatch release) implements StockRepository {

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

	@Override
	public List<Stock> all() {
		return List.of();
	}

	@Override
	public CompletableFuture<TradeResult> trade(Order order) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Stock> update(Symbol symbol, Price price) {
		throw new UnsupportedOperationException();
	}

}
