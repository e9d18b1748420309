package org.bourse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.store.ledger.LedgerHistory;
import org.jspecify.annotations.Nullable;

/**
 * A question about the past that somebody waits for. Answered once, by whoever comes
 * first: a reader, or the timeout.
 *
 * @param <T> the answer
 */
final class HistoryQuery<T> {

	private final Reading<T> reading;

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private final long queuedNanos = System.nanoTime();

	HistoryQuery(Reading<T> reading) {
		this.reading = reading;
	}

	/** The answer, or that there was none in time. */
	CompletableFuture<T> answerWithin(Duration timeout) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		this.future.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((value, failure) -> {
			if (failure == null) {
				answer.complete(value);
			}
			else if (failure instanceof TimeoutException) {
				answer.completeExceptionally(new MarketException(MarketFault.UNAVAILABLE,
						"the store gave no answer within " + timeout.toMillis() + " ms", null));
			}
			else {
				answer.completeExceptionally(failure);
			}
		});
		return answer;
	}

	/** Whether somebody still waits. */
	boolean isWanted() {
		return !this.future.isDone();
	}

	long ageNanos() {
		return System.nanoTime() - this.queuedNanos;
	}

	void answer(LedgerHistory ledger) throws SQLException {
		this.future.complete(this.reading.read(ledger, this::isWanted));
	}

	/**
	 * @param cause what happened below; null if nothing did
	 */
	void fail(MarketFault fault, String message, @Nullable Throwable cause) {
		this.future.completeExceptionally(new MarketException(fault, message, cause));
	}

	/** How the answer is read. */
	@FunctionalInterface
	interface Reading<T> {

		/**
		 * @param isWanted whether somebody still waits
		 */
		T read(LedgerHistory ledger, BooleanSupplier isWanted) throws SQLException;

	}

}
