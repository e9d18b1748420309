package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The clients of one event loop. Made and ended by the program's thread, between which
 * all happens on the loop.
 */
final class Crew {

	private static final long CHECK_MILLIS = 250;

	private final EventLoop loop;

	private final Tally tally;

	private final LongSupplier clock;

	private final List<Member> members = new ArrayList<>();

	private @Nullable Future<?> checks;

	Crew(EventLoop loop, Tally tally, LongSupplier clock) {
		this.loop = loop;
		this.tally = tally;
		this.clock = clock;
	}

	EventLoop loop() {
		return this.loop;
	}

	Tally tally() {
		return this.tally;
	}

	/**
	 * @param onDone called once, when the client has nothing left to do
	 */
	void add(Schedule schedule, RequestMix mix, int pipeline, Wire wire, Runnable onDone) {
		this.members.add(new Member(schedule, mix, pipeline, wire, onDone));
	}

	void begin() {
		this.loop.execute(() -> this.members.forEach(Member::begin));
		this.checks = this.loop.scheduleAtFixedRate(() -> this.members.forEach(Member::check), CHECK_MILLIS,
				CHECK_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Ends all clients, done or not.
	 * @param interrupted by the user, so that what is given up is no fault of the server
	 */
	Future<?> end(boolean interrupted) {
		if (this.checks != null) {
			this.checks.cancel(false);
		}
		return this.loop.submit(() -> {
			if (interrupted) {
				this.tally.close();
			}
			this.members.forEach(Member::end);
		});
	}

	/** A client, and when it comes to its turn. */
	private final class Member implements Runnable {

		private final Wire wire;

		private final LoadClient client;

		private final Runnable onDone;

		/** Whether it comes to a turn by itself. */
		private boolean waiting;

		private boolean done;

		private boolean ended;

		private Member(Schedule schedule, RequestMix mix, int pipeline, Wire wire, Runnable onDone) {
			this.wire = wire;
			this.onDone = onDone;
			this.client = new LoadClient(schedule, mix, pipeline, Crew.this.tally, Crew.this.clock, wire, this::turn);
		}

		private void begin() {
			this.wire.open(this.client);
		}

		private void check() {
			this.client.checkPatience();
			turn();
		}

		private void turn() {
			if (this.ended) {
				return;
			}
			long next = this.client.proceed();
			if (!this.done && this.client.isDone()) {
				this.done = true;
				this.onDone.run();
			}
			else if (next != Schedule.NEVER && !this.waiting) {
				this.waiting = true;
				comeAgain(next - Crew.this.clock.getAsLong());
			}
		}

		/**
		 * Timers are late, which would be taken for latency. So the last of a wait is
		 * spent going round the loop, which meanwhile does what else there is. By timers,
		 * too: tasks that are merely queued would be run again and again before the loop
		 * looks at its connections.
		 */
		private void comeAgain(long nanos) {
			long asleep = nanos - LoadThreads.timerErrorNanos();
			if (asleep <= 0) {
				Thread.yield();
			}
			Crew.this.loop.schedule(this, Math.max(0, asleep), TimeUnit.NANOSECONDS);
		}

		@Override
		public void run() {
			this.waiting = false;
			turn();
		}

		private void end() {
			this.ended = true;
			this.client.end();
		}

	}

}
