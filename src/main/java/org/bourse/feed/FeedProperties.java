package org.bourse.feed;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How changes reach those who watch them.
 *
 * @param maxRate states of stocks that are given to subscribers a second, to all of them
 * together, 0 to 10000000; above it, changes of a stock in a row become one. 0 for 10000
 * for each core
 * @param maxSubscriptions of all clients together, 1 to 100000000; each channel, pattern
 * and stream is one
 */
@ConfigurationProperties(prefix = "bourse.feed", ignoreUnknownFields = false)
record FeedProperties(@DefaultValue("0") int maxRate, @DefaultValue("1000000") int maxSubscriptions) {

	private static final int MAX_RATE = 10_000_000;

	private static final int MAX_SUBSCRIPTIONS = 100_000_000;

	private static final int RATE_PER_CORE = 10_000;

	FeedProperties {
		if (maxRate < 0 || maxRate > MAX_RATE) {
			throw new InvalidConfigurationPropertyValueException("bourse.feed.max-rate", maxRate,
					"must be from 1 to " + MAX_RATE + " states a second, or 0 for " + RATE_PER_CORE + " for each core");
		}
		if (maxSubscriptions < 1 || maxSubscriptions > MAX_SUBSCRIPTIONS) {
			throw new InvalidConfigurationPropertyValueException("bourse.feed.max-subscriptions", maxSubscriptions,
					"must be from 1 to " + MAX_SUBSCRIPTIONS);
		}
	}

	int statesPerSecond() {
		return (this.maxRate > 0) ? this.maxRate : RATE_PER_CORE * Runtime.getRuntime().availableProcessors();
	}

}
