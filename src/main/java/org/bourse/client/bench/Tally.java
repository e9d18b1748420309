package org.bourse.client.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.Histogram;

/**
 * What the clients of one event loop have seen. Written by that loop; another thread may
 * read the rest when the loop has ended its work.
 */
final class Tally {

	private static final long LOWEST_NANOS = 100;

	private static final long HIGHEST_NANOS = TimeUnit.MINUTES.toNanos(10);

	private static final int DIGITS = 3;

	private final Window window;

	private final Histogram latencies = emptyHistogram();

	private final long[] outcomes = new long[Outcome.values().length];

	private long answersInTime;

	private boolean closed;

	/** Read by the program's thread meanwhile. */
	private final AtomicLong lastAnswer = new AtomicLong();

	private final AtomicLong lastFailure = new AtomicLong(-1);

	private final AtomicLong answers = new AtomicLong();

	Tally(Window window) {
		this.window = window;
	}

	static Histogram emptyHistogram() {
		return new Histogram(LOWEST_NANOS, HIGHEST_NANOS, DIGITS);
	}

	/**
	 * @param start when the request was meant to start
	 */
	void record(long start, long now, Outcome outcome) {
		if (this.closed) {
			return;
		}
		if (outcome.isAnswer()) {
			this.lastAnswer.lazySet(now);
			this.answers.lazySet(this.answers.getPlain() + 1);
			if (this.window.contains(now)) {
				this.answersInTime++;
			}
		}
		else {
			failed(now);
		}
		if (this.window.contains(start)) {
			this.outcomes[outcome.ordinal()]++;
			if (outcome.isAnswer()) {
				this.latencies.recordValue(Math.min(now - start, HIGHEST_NANOS));
			}
		}
	}

	/** Something failed which is no request. */
	void failed(long now) {
		this.lastFailure.lazySet(now);
	}

	void missed(long requests) {
		if (this.closed) {
			return;
		}
		this.outcomes[Outcome.NOT_SENT.ordinal()] += requests;
	}

	/** Nothing counts from now on. */
	void close() {
		this.closed = true;
	}

	long lastAnswer() {
		return this.lastAnswer.get();
	}

	/** Also those that do not count. */
	long answers() {
		return this.answers.get();
	}

	/** Those that came within the window. */
	long answersInTime() {
		return this.answersInTime;
	}

	long lastFailure() {
		return this.lastFailure.get();
	}

	void addTo(Histogram allLatencies, Map<Outcome, Long> allOutcomes) {
		allLatencies.add(this.latencies);
		for (Outcome outcome : Outcome.values()) {
			long count = this.outcomes[outcome.ordinal()];
			if (count > 0) {
				allOutcomes.merge(outcome, count, Long::sum);
			}
		}
	}

	static Map<Outcome, Long> noOutcomes() {
		return new EnumMap<>(Outcome.class);
	}

}
