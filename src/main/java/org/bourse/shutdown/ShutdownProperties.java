package org.bourse.shutdown;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The stop of the server.
 *
 * @param delay how long the doors stay open after the server has told that it is not
 * ready any more, 0 to 1m: what sends clients here needs that time to notice
 */
@ConfigurationProperties(prefix = "bourse.shutdown", ignoreUnknownFields = false)
record ShutdownProperties(@DefaultValue("0s") Duration delay) {

	private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

	ShutdownProperties {
		if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
			throw new InvalidConfigurationPropertyValueException("bourse.shutdown.delay", delay,
					"must be a duration from 0 to 1m, such as 5s");
		}
	}

}
