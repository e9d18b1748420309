package org.bourse.client;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.bourse.domain.HaltReason;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Resumption;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * A client for tests that need a part of one: it can do nothing.
 */
abstract class PartialClient implements StockClient {

	@Override
	public Quote lookup(Symbol symbol) {
		throw new UnsupportedOperationException();
	}

	@Override
	public TradeAnswer trade(Order order) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Quote update(Symbol symbol, Price price) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Quote halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Quote resume(Symbol symbol, Resumption resumption) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<Symbol> symbols() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void watch(List<Symbol> symbols, Consumer<Quote> listener) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		// Nothing is open.
	}

}
