package org.bourse.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.opentelemetry.api.trace.SpanContext;
import org.bourse.domain.Burst;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.MarketFault;
import org.bourse.domain.Symbol;
import org.bourse.store.ledger.Decisions;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are committed together. The writer moves it on; the watch over the
 * deadlines may end it, and which of the two is first is decided by the stage.
 */
final class Batch {

	private enum Stage {

		/** Nothing of it can be in the database yet. */
		PREPARING,
		/** A commit was or is about to be sent: it may be in the database. */
		COMMITTING,
		/** All writes are answered. */
		ANSWERED

	}

	private final List<Write<?>> writes;

	private final long beganNanos;

	private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.PREPARING);

	/** How often another transaction was in the way. The writer's, as what follows. */
	private int conflicts;

	private int refusals;

	/** How often it was asked in vain what became of its commit. */
	private int inquiries;

	/** What is being committed. */
	private @Nullable Decisions decisions;

	private long number;

	Batch(List<Write<?>> writes, long beganNanos) {
		this.writes = writes;
		this.beganNanos = beganNanos;
	}

	int size() {
		return this.writes.size();
	}

	Set<Symbol> symbols() {
		Set<Symbol> symbols = new LinkedHashSet<>();
		this.writes.forEach((write) -> symbols.add(write.symbol()));
		return symbols;
	}

	Set<ClientOrderId> ids() {
		Set<ClientOrderId> ids = new LinkedHashSet<>();
		for (Write<?> write : this.writes) {
			ClientOrderId id = write.id();
			if (id != null) {
				ids.add(id);
			}
		}
		return ids;
	}

	/** The spans that the writes were asked for in, as far as they are recorded. */
	List<SpanContext> sampledRequests() {
		List<SpanContext> requests = new ArrayList<>();
		for (Write<?> write : this.writes) {
			SpanContext request = write.request();
			if (request != null && request.isSampled()) {
				requests.add(request);
			}
		}
		return requests;
	}

	/** Decides all that is waited for, in the order of arrival. */
	void decide(Decisions with) {
		for (Write<?> write : this.writes) {
			if (write.isWaiting()) {
				write.decide(with);
			}
		}
	}

	int nextConflict() {
		return ++this.conflicts;
	}

	int nextRefusal() {
		return ++this.refusals;
	}

	int nextInquiry() {
		return ++this.inquiries;
	}

	/**
	 * This batch as two that take its place; none if everybody has been told meanwhile
	 * that nothing was applied.
	 */
	List<Batch> split() {
		if (!this.stage.compareAndSet(Stage.PREPARING, Stage.ANSWERED)) {
			return List.of();
		}
		int middle = this.writes.size() / 2;
		return List.of(new Batch(this.writes.subList(0, middle), this.beganNanos),
				new Batch(this.writes.subList(middle, this.writes.size()), this.beganNanos));
	}

	/**
	 * To be asked before a commit is sent; false if everybody has been told meanwhile
	 * that nothing was applied.
	 */
	boolean beginCommit(Decisions decided, long commitNumber) {
		this.decisions = decided;
		this.number = commitNumber;
		return this.stage.compareAndSet(Stage.PREPARING, Stage.COMMITTING);
	}

	/** The commit was not applied; it may be tried again. */
	void commitFailed() {
		this.decisions = null;
		this.stage.compareAndSet(Stage.COMMITTING, Stage.PREPARING);
	}

	/** Whether a commit was sent of which the end is not known. */
	boolean isCommitting() {
		return this.stage.get() == Stage.COMMITTING;
	}

	boolean isAnswered() {
		return this.stage.get() == Stage.ANSWERED;
	}

	long number() {
		return this.number;
	}

	Decisions decisions() {
		if (this.decisions == null) {
			throw new IllegalStateException("nothing is decided");
		}
		return this.decisions;
	}

	/** Gives everybody the answer that was decided. */
	void complete() {
		if (this.stage.getAndSet(Stage.ANSWERED) != Stage.ANSWERED) {
			Burst.begin();
			try {
				this.writes.forEach(Write::complete);
			}
			finally {
				Burst.end();
			}
		}
	}

	/**
	 * Ends it: nothing was applied, or, if a commit was sent, nobody knows.
	 * @return how many were told that it is not known
	 */
	int fail(String message) {
		Stage before = this.stage.getAndSet(Stage.ANSWERED);
		return switch (before) {
			case PREPARING -> {
				this.writes.forEach((write) -> write.fail(MarketFault.UNAVAILABLE, message));
				yield 0;
			}
			// Also what an error has left without an answer.
			case COMMITTING, ANSWERED -> failUnknown(0);
		};
	}

	/**
	 * Tells those who have waited for too long, on the thread of the watch.
	 * @return how many were told that it is not known
	 */
	int expire(long timeoutNanos, String message) {
		long now = System.nanoTime();
		// Half of the time is for the queue, the other half for this.
		if (now - this.beganNanos > timeoutNanos / 2 && this.stage.compareAndSet(Stage.PREPARING, Stage.ANSWERED)) {
			this.writes.forEach((write) -> write.fail(MarketFault.UNAVAILABLE, message));
		}
		return isCommitting() ? failUnknown(timeoutNanos) : 0;
	}

	private int failUnknown(long olderThanNanos) {
		int unknown = 0;
		long now = System.nanoTime();
		for (Write<?> write : this.writes) {
			if (write.ageNanos(now) > olderThanNanos && write.fail(MarketFault.OUTCOME_UNKNOWN,
					"the store has not confirmed the commit; ask again with the same id")) {
				unknown++;
			}
		}
		return unknown;
	}

}
