package org.bourse.web;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The HTTP door, as far as server does not have it.
 *
 * @param maxStreams streams of events that may be open at one time, 1 to 1000000; a
 * further one is told so with 503. At most half of the connections that the limit on open
 * files allows
 * @param stallTimeout a stream is cut off whose client has not taken what was written to
 * it for so long, 100ms to 1h; or for server.tomcat.connection-timeout, if that is
 * shorter
 * @param hosts names that requests may be for, besides addresses and names without a dot,
 * while there are no credentials: another one may be a site that has given its own name
 * this server's address
 */
@ConfigurationProperties(prefix = "bourse.web", ignoreUnknownFields = false)
record WebProperties(@DefaultValue("1000") int maxStreams, @DefaultValue("10s") Duration stallTimeout,
		@DefaultValue List<String> hosts) {

	WebProperties {
		hosts = List.copyOf(hosts);
		if (maxStreams < 1 || maxStreams > 1_000_000) {
			throw new InvalidConfigurationPropertyValueException("bourse.web.max-streams", maxStreams,
					"must be a whole number from 1 to 1000000");
		}
		if (stallTimeout.compareTo(Duration.ofMillis(100)) < 0 || stallTimeout.compareTo(Duration.ofHours(1)) > 0) {
			throw new InvalidConfigurationPropertyValueException("bourse.web.stall-timeout", stallTimeout,
					"must be a duration from 100ms to 1h");
		}
	}

}
