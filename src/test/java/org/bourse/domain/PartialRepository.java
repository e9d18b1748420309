package org.bourse.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A store for tests that need a part of one: it has no stocks, and refuses all writes.
 */
public abstract class PartialRepository implements StockRepository {

	@Override
	public @Nullable Stock find(Symbol symbol) {
		return null;
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

	@Override
	public CompletableFuture<Stock> halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt, String actor) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Stock> resume(Symbol symbol, Resumption resumption, String actor) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Stock> roll(Symbol symbol, LocalDate session) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void addListener(StockListener listener) {
		// Nothing changes here.
	}

}
