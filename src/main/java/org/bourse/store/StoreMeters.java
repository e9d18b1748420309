package org.bourse.store;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * How the group commit is measured.
 */
final class StoreMeters {

	private final MeterRegistry registry;

	private final @Nullable CommitSpans spans;

	private final DistributionSummary batches;

	private final Timer commits;

	private final Counter conflicts;

	private final Counter unknown;

	/**
	 * @param spans null if none are made
	 */
	StoreMeters(MeterRegistry registry, @Nullable CommitSpans spans) {
		this.registry = registry;
		this.spans = spans;
		this.batches = DistributionSummary.builder("bourse.store.batch.size")
			.description("writes of one commit")
			.register(registry);
		this.commits = Timer.builder("bourse.store.commit")
			.description("from the begin of a transaction until it is on the disk")
			.register(registry);
		this.conflicts = Counter.builder("bourse.store.conflicts")
			.description("transactions that another one was in the way of, and that were tried again")
			.register(registry);
		this.unknown = Counter.builder("bourse.store.unknown")
			.description("writes whose client was told that the outcome is not known")
			.register(registry);
	}

	/** Whether the store takes writes; of every kind of store. */
	static void observeReadiness(MeterRegistry registry, BooleanSupplier isReady) {
		Gauge.builder("bourse.store.ready", () -> isReady.getAsBoolean() ? 1 : 0)
			.description("1 while the store takes writes, else 0")
			.register(registry);
	}

	void observe(Writer writer, Supplier<Number> stalenessSeconds) {
		Gauge.builder("bourse.store.in.flight", writer, Writer::inFlight)
			.description("writes of transactions under way")
			.register(this.registry);
		Gauge.builder("bourse.store.staleness", stalenessSeconds)
			.description("for how long it is not certain that lookups show what the database has")
			.baseUnit("seconds")
			.register(this.registry);
	}

	/** To be called on the thread of the request that a write is for. */
	void asked(Write<?> write) {
		if (this.spans != null) {
			this.spans.asked(write);
		}
	}

	void committed(Batch batch, long nanos) {
		this.batches.record(batch.size());
		this.commits.record(nanos, TimeUnit.NANOSECONDS);
		if (this.spans != null) {
			this.spans.committed(batch, nanos);
		}
	}

	void conflict() {
		this.conflicts.increment();
	}

	void unknown(int writes) {
		if (writes > 0) {
			this.unknown.increment(writes);
		}
	}

}
