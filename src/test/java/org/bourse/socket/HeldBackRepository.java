package org.bourse.socket;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.bourse.domain.Order;
import org.bourse.domain.PartialRepository;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockListener;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeResult;
import org.jspecify.annotations.Nullable;

/**
 * A store whose disk is slow: writes take effect, in order, when the test says so.
 */
final class HeldBackRepository extends PartialRepository {

	private final StockRepository market;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	HeldBackRepository(StockRepository market) {
		this.market = market;
	}

	/** How many writes wait. */
	int waiting() {
		return this.waiting.size();
	}

	/** Lets the oldest write take effect; false if there is none. */
	boolean commitOne() {
		Runnable write = this.waiting.poll();
		if (write != null) {
			write.run();
		}
		return write != null;
	}

	@Override
	public @Nullable Stock find(Symbol symbol) {
		return this.market.find(symbol);
	}

	@Override
	public List<Stock> all() {
		return this.market.all();
	}

	@Override
	public CompletableFuture<TradeResult> trade(Order order) {
		CompletableFuture<TradeResult> future = new CompletableFuture<>();
		this.waiting
			.add(() -> this.market.trade(order).whenComplete((result, failure) -> settle(future, result, failure)));
		return future;
	}

	@Override
	public CompletableFuture<Stock> update(Symbol symbol, Price price) {
		CompletableFuture<Stock> future = new CompletableFuture<>();
		this.waiting.add(() -> this.market.update(symbol, price)
			.whenComplete((stock, failure) -> settle(future, stock, failure)));
		return future;
	}

	@Override
	public void addListener(StockListener listener) {
		this.market.addListener(listener);
	}

	private static <T> void settle(CompletableFuture<T> future, T value, @Nullable Throwable failure) {
		if (failure != null) {
			future.completeExceptionally(failure);
		}
		else {
			future.complete(value);
		}
	}

}
