package org.bourse.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.opentelemetry.api.trace.SpanContext;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.Symbol;
import org.bourse.store.ledger.Decisions;
import org.jspecify.annotations.Nullable;

/**
 * A change that somebody waits for. Decided by the writer as often as it takes; answered
 * once, by whoever comes first.
 *
 * @param <T> the answer of the market
 */
final class Write<T> {

	private final Symbol symbol;

	private final @Nullable ClientOrderId id;

	private final Function<Decisions, T> decision;

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private final long queuedNanos = System.nanoTime();

	/** Null if no spans are made. */
	private @Nullable SpanContext request;

	private @Nullable T answer;

	private @Nullable MarketException fault;

	/**
	 * @param symbol the stock that it is about
	 * @param id the client order id that it bears
	 * @param decision may throw a {@link MarketException} instead of an answer
	 */
	Write(Symbol symbol, @Nullable ClientOrderId id, Function<Decisions, T> decision) {
		this.symbol = symbol;
		this.id = id;
		this.decision = decision;
	}

	Symbol symbol() {
		return this.symbol;
	}

	@Nullable ClientOrderId id() {
		return this.id;
	}

	/** Before it is queued. */
	void askedBy(SpanContext by) {
		this.request = by;
	}

	/** The span that it was asked for in. */
	@Nullable SpanContext request() {
		return this.request;
	}

	CompletableFuture<T> future() {
		return this.future;
	}

	long ageNanos(long nowNanos) {
		return nowNanos - this.queuedNanos;
	}

	/** Whether somebody still waits for the answer. */
	boolean isWaiting() {
		return !this.future.isDone();
	}

	/** On the writer's thread. Keeps the answer until it is durable. */
	void decide(Decisions decisions) {
		this.answer = null;
		this.fault = null;
		try {
			this.answer = this.decision.apply(decisions);
		}
		catch (MarketException ex) {
			this.fault = ex;
		}
	}

	/** Gives the answer that was decided. */
	void complete() {
		if (this.fault != null) {
			this.future.completeExceptionally(this.fault);
		}
		else {
			this.future.complete(this.answer);
		}
	}

	/** Returns whether this was the answer. */
	boolean fail(MarketFault with, String message) {
		return this.future.completeExceptionally(new MarketException(with, message, null));
	}

}
