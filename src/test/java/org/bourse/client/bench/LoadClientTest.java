package org.bourse.client.bench;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client measures of a server that stalls, with a clock that the test turns.
 */
class LoadClientTest {

	private static final long MILLI = 1_000_000;

	private static final long ANSWER_NANOS = MILLI / 100;

	private long now;

	private final Window window = new Window(0, 200 * MILLI);

	private final Tally tally = new Tally(this.window);

	private final StallingWire wire = new StallingWire();

	@Test
	void inAnOpenLoopAStallIsSeenByAllRequestsThatItHasHeldUp() {
		run(new Schedule.ByTheClock(this.window, 0, MILLI));
		Histogram latencies = latencies();
		assertThat(latencies.getTotalCount()).isEqualTo(200);
		// Those meant for 50 to 100 ms, of which each is a millisecond better off than
		// the one before.
		assertThat(latencies.getCountBetweenValues(50 * MILLI, 101 * MILLI)).isEqualTo(51);
		assertThat(latencies.getMaxValue() / MILLI).isEqualTo(100);
		assertThat(outcomes()).isEqualTo(Map.of(Outcome.FOUND, 200L));
	}

	@Test
	void inAClosedLoopItIsSeenByOneOnly() {
		run(new Schedule.AtOnce(this.window));
		Histogram latencies = latencies();
		assertThat(latencies.getCountBetweenValues(MILLI, 101 * MILLI)).isEqualTo(1);
		assertThat(latencies.getTotalCount()).isEqualTo(10_000 + 1);
	}

	@Test
	void whatWasDueAndNotSentIsCounted() {
		LoadClient client = client(new Schedule.ByTheClock(this.window, 0, MILLI), 1);
		client.proceed();
		this.now = 200 * MILLI;
		client.end();
		assertThat(outcomes()).isEqualTo(Map.of(Outcome.NO_ANSWER, 1L, Outcome.NOT_SENT, 199L));
		assertThat(latencies().getTotalCount()).isZero();
	}

	@Test
	void whatWasDueInTheWindowOnlyIsMissed() {
		Window late = new Window(100 * MILLI, 200 * MILLI);
		Schedule schedule = new Schedule.ByTheClock(late, MILLI / 2.0, MILLI / 3.0);
		assertThat(schedule.missed()).isEqualTo(300);
		for (int i = 0; i < 310; i++) {
			schedule.begun();
		}
		// Those at 0.5, 0.8333, ... up to 103.5 ms have begun, 11 of them in the window.
		assertThat(schedule.missed()).isEqualTo(300 - 11);
		late.end(50 * MILLI);
		assertThat(schedule.missed()).isZero();
	}

	@Test
	void whatIsGivenUpAfterAnInterruptIsNotCounted() {
		LoadClient client = client(new Schedule.ByTheClock(this.window, 0, MILLI), 1);
		client.proceed();
		this.now = 100 * MILLI;
		this.window.end(this.now);
		this.tally.close();
		client.end();
		assertThat(outcomes()).isEmpty();
	}

	@Test
	void theRateIsOfTheAnswersThatCameInTime() {
		// Twice as many as it can answer.
		run(new Schedule.ByTheClock(this.window, 0, ANSWER_NANOS / 2));
		// 50 ms before the stall and 50 ms after it, at a hundred answers a millisecond.
		assertThat(this.tally.answersInTime()).isEqualTo(5000 + 5000);
		assertThat(latencies().getTotalCount()).isEqualTo(40_000);
		assertThat(outcomes()).isEqualTo(Map.of(Outcome.FOUND, 40_000L));
	}

	@Test
	void whatBeginsInTheWarmUpOrAfterTheEndDoesNotCount() {
		Window late = new Window(100 * MILLI, 150 * MILLI);
		Tally counted = new Tally(late);
		for (long start : new long[] { 0, 99, 100, 149, 150, 200 }) {
			counted.record(start * MILLI, start * MILLI + 1, Outcome.FOUND);
		}
		late.end(120 * MILLI);
		counted.record(130 * MILLI, 131 * MILLI, Outcome.FOUND);
		Map<Outcome, Long> outcomes = Tally.noOutcomes();
		counted.addTo(Tally.emptyHistogram(), outcomes);
		assertThat(outcomes).isEqualTo(Map.of(Outcome.FOUND, 2L));
		assertThat(late.nanos()).isEqualTo(20 * MILLI);
	}

	@Test
	void aConnectionThatFailsIsARequestInAClosedLoopOnly() {
		this.now = MILLI;
		client(new Schedule.ByTheClock(this.window, 0, MILLI), 1).notConnected(Outcome.DISCONNECTED);
		assertThat(outcomes()).isEmpty();
		assertThat(this.tally.lastFailure()).isEqualTo(MILLI);
		client(new Schedule.AtOnce(this.window), 1).notConnected(Outcome.DISCONNECTED);
		assertThat(outcomes()).isEqualTo(Map.of(Outcome.DISCONNECTED, 1L));
	}

	@Test
	void aPipelineIsFilledAndNotMore() {
		LoadClient client = client(new Schedule.AtOnce(this.window), 3);
		assertThat(client.proceed()).isEqualTo(Schedule.NEVER);
		assertThat(this.wire.starts).hasSize(3);
		client.answered(this.wire.starts.remove(), Outcome.FOUND);
		client.proceed();
		assertThat(this.wire.starts).hasSize(3);
	}

	@Test
	void anAnswerThatDoesNotComeIsGivenUp() {
		LoadClient client = client(new Schedule.AtOnce(this.window), 1);
		client.proceed();
		this.now = LoadClient.PATIENCE_NANOS;
		client.checkPatience();
		assertThat(outcomes()).isEmpty();
		this.now++;
		client.checkPatience();
		assertThat(outcomes()).isEqualTo(Map.of(Outcome.NO_ANSWER, 1L));
		assertThat(client.isDone()).isTrue();
	}

	private LoadClient client(Schedule schedule, int pipeline) {
		RequestMix mix = new RequestMix(Scenario.lookup, 1, new SplittableRandom(1));
		LoadClient client = new LoadClient(schedule, mix, pipeline, this.tally, () -> this.now, this.wire, () -> {
		});
		this.wire.open(client);
		return client;
	}

	private void run(Schedule schedule) {
		LoadClient client = client(schedule, 1);
		while (!client.isDone()) {
			long next = client.proceed();
			if (this.wire.starts.isEmpty()) {
				this.now = next;
			}
			else {
				this.now = this.wire.answerTime(this.now);
				client.answered(this.wire.starts.remove(), Outcome.FOUND);
			}
		}
	}

	private Histogram latencies() {
		Histogram latencies = Tally.emptyHistogram();
		this.tally.addTo(latencies, Tally.noOutcomes());
		return latencies;
	}

	private Map<Outcome, Long> outcomes() {
		Map<Outcome, Long> outcomes = Tally.noOutcomes();
		this.tally.addTo(Tally.emptyHistogram(), outcomes);
		return outcomes;
	}

	/** A server that answers at once, but from 50 ms to 150 ms not at all. */
	private static final class StallingWire implements Wire {

		private final Queue<Long> starts = new ArrayDeque<>();

		private LoadClient owner;

		long answerTime(long sent) {
			boolean stalls = sent >= 50 * MILLI && sent < 150 * MILLI;
			return stalls ? 150 * MILLI : sent + ANSWER_NANOS;
		}

		@Override
		public void open(LoadClient owner) {
			this.owner = owner;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void send(int request, long start) {
			this.starts.add(start);
		}

		@Override
		public void flush() {
			// Nothing is held back.
		}

		@Override
		public void reset(Outcome outcome) {
			while (!this.starts.isEmpty()) {
				this.owner.answered(this.starts.remove(), outcome);
			}
		}

		@Override
		public void close() {
			reset(Outcome.NO_ANSWER);
		}

	}

}
