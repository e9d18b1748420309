package org.bourse.history;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * What clients did and saw, in the order in which it happened to each. Safe for use by
 * many threads. It holds plain texts and numbers only, so that it shares no mistake with
 * the server that it is to judge.
 */
public final class History {

	private final long originNanos = System.nanoTime();

	private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

	private final Queue<Sighting> sightings = new ConcurrentLinkedQueue<>();

	private final Queue<String> surprises = new ConcurrentLinkedQueue<>();

	private final LongAdder executed = new LongAdder();

	/** To be asked just before the order is sent. */
	public Call call(TradeOrder order) {
		return call(order, now());
	}

	Call call(TradeOrder order, long nanos) {
		Call call = new Call(order, nanos);
		this.calls.add(call);
		return call;
	}

	private long now() {
		return System.nanoTime() - this.originNanos;
	}

	/** A client was told this version of a stock; 0 if there was no such stock. */
	public void saw(String client, String server, String symbol, long version) {
		this.sightings.add(new Sighting(client, server, symbol, version));
	}

	/** Something happened to a client that must never happen. */
	public void surprised(String surprise) {
		this.surprises.add(surprise);
	}

	/** Every call as it stands now, those that still wait included. */
	public List<Attempt> attempts() {
		return this.calls.stream().map(Call::attempt).toList();
	}

	/** How many attempts were answered so; an order that is sent again counts again. */
	public long executed() {
		return this.executed.sum();
	}

	List<Sighting> sightings() {
		return List.copyOf(this.sightings);
	}

	List<String> surprises() {
		return List.copyOf(this.surprises);
	}

	/** What a client knows of an order. */
	public enum Outcome {

		EXECUTED,
		/** By the market. */
		REFUSED,
		/** The server said that it did nothing. */
		NOT_APPLIED,
		/** The server did not know, or there was no answer. */
		UNKNOWN

	}

	/**
	 * An order. Sent again it is the same one.
	 */
	public record TradeOrder(String id, String symbol, long quantity, String side) {

		@Override
		public String toString() {
			return this.side + " " + this.quantity + " " + this.symbol;
		}

	}

	/**
	 * An order sent once, and what became of it.
	 *
	 * @param returnedNanos when the answer was there; {@link Long#MAX_VALUE} for never
	 */
	public record Attempt(TradeOrder order, long calledNanos, long returnedNanos, Outcome outcome) {
	}

	record Sighting(String client, String server, String symbol, long version) {
	}

	/**
	 * An order on its way.
	 */
	public final class Call {

		/** What is known of it; replaced by the thread that reads the answer. */
		private volatile Attempt attempt;

		private Call(TradeOrder order, long nanos) {
			this.attempt = new Attempt(order, nanos, Long.MAX_VALUE, Outcome.UNKNOWN);
		}

		public TradeOrder order() {
			return this.attempt.order();
		}

		/** To be told as soon as the answer is there. */
		public void answered(Outcome outcome) {
			answered(outcome, now());
		}

		void answered(Outcome outcome, long nanos) {
			this.attempt = new Attempt(order(), this.attempt.calledNanos(), nanos, outcome);
			if (outcome == Outcome.EXECUTED) {
				History.this.executed.increment();
			}
		}

		private Attempt attempt() {
			return this.attempt;
		}

	}

}
