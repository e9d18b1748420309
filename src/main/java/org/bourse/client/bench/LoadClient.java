package org.bourse.client.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One client: keeps its wire as busy as its schedule wants and its pipeline allows. Runs
 * on one event loop, and knows neither of it nor of a door.
 */
final class LoadClient {

	/** As the other client programs have it. */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final Schedule schedule;

	private final RequestMix mix;

	private final int pipeline;

	private final Tally tally;

	private final LongSupplier clock;

	private final Wire wire;

	/** Called when an answer may have made room for a request. */
	private final Runnable onProgress;

	private int inFlight;

	/** When the oldest request in flight, or the last answer, was seen. */
	private long lastMove;

	LoadClient(Schedule schedule, RequestMix mix, int pipeline, Tally tally, LongSupplier clock, Wire wire,
			Runnable onProgress) {
		this.schedule = schedule;
		this.mix = mix;
		this.pipeline = pipeline;
		this.tally = tally;
		this.clock = clock;
		this.wire = wire;
		this.onProgress = onProgress;
	}

	/**
	 * Sends what is due and fits.
	 * @return when to come again; {@link Schedule#NEVER} if only an answer can bring it
	 * on, or nothing is left to do
	 */
	long proceed() {
		long next = Schedule.NEVER;
		while (this.inFlight < this.pipeline && this.wire.isReady()) {
			long now = this.clock.getAsLong();
			next = this.schedule.due(now);
			if (next > now) {
				break;
			}
			this.schedule.begun();
			if (this.inFlight++ == 0) {
				this.lastMove = now;
			}
			this.wire.send(this.mix.next(), next);
			next = Schedule.NEVER;
		}
		this.wire.flush();
		return next;
	}

	/** For the wire: there is room for requests, or there may be. */
	void advance() {
		this.onProgress.run();
	}

	/** For the wire: this became of a request. {@link #advance} follows. */
	void answered(long start, Outcome outcome) {
		this.inFlight--;
		this.lastMove = this.clock.getAsLong();
		this.tally.record(start, this.lastMove, outcome);
	}

	/**
	 * For the wire: there is no connection, though nothing was in flight. In a closed
	 * loop that is a request that could not be sent; in an open loop those that are due
	 * meanwhile count, whatever becomes of them.
	 */
	void notConnected(Outcome outcome) {
		long now = this.clock.getAsLong();
		if (this.schedule.isOpen()) {
			this.tally.failed(now);
		}
		else {
			this.tally.record(now, now, outcome);
		}
	}

	/** Gives up on answers that do not come. To be called now and then. */
	void checkPatience() {
		if (this.inFlight > 0 && this.clock.getAsLong() - this.lastMove > PATIENCE_NANOS) {
			this.wire.reset(Outcome.NO_ANSWER);
		}
	}

	boolean isDone() {
		return this.inFlight == 0 && this.schedule.due(this.clock.getAsLong()) == Schedule.NEVER;
	}

	/** Ends it, done or not. */
	void end() {
		this.wire.close();
		this.tally.missed(this.schedule.missed());
	}

}
