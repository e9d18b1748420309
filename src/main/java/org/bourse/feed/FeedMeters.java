package org.bourse.feed;

import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How the feed is measured.
 */
final class FeedMeters {

	private final Counter given;

	private final Counter conflated;

	/**
	 * @param maxSubscribers how many subscribers there may be
	 * @param pending changed stocks that wait to be given out
	 */
	FeedMeters(MeterRegistry registry, Number subscribers, int maxSubscribers, Supplier<Number> pending) {
		Gauge.builder("bourse.feed.subscribers", subscribers, Number::doubleValue)
			.description("Subscriptions to changes of stocks")
			.register(registry);
		Gauge.builder("bourse.feed.subscribers.max", () -> maxSubscribers)
			.description("Subscriptions that there may be at one time")
			.register(registry);
		Gauge.builder("bourse.feed.pending", pending)
			.description("Changed stocks that wait to be given out")
			.register(registry);
		this.given = states(registry, "given");
		this.conflated = states(registry, "conflated");
	}

	private static Counter states(MeterRegistry registry, String outcome) {
		return Counter.builder("bourse.feed.states")
			.description("Changed states that were given to subscribers; conflated: in place of one not taken")
			.tag("outcome", outcome)
			.register(registry);
	}

	void given() {
		this.given.increment();
	}

	void conflated() {
		this.conflated.increment();
	}

}
