package org.bourse.grpc;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The gRPC door, as far as spring.grpc.server does not have it.
 *
 * @param threads the size of the pool that runs calls, 0 to 1024. 0 runs them on the
 * event loops, which is fastest and right, as no call blocks
 * @param queueCapacity with a pool, calls that may wait for a thread, 1 to 1000000; a
 * further one is refused with RESOURCE_EXHAUSTED
 * @param maxConnections connections at one time, 1 to 1000000; a further one is closed.
 * Lowered to what the limit on open files allows
 * @param maxConcurrentCallsPerConnection calls that one connection may have open at one
 * time, 1 to 1000000; further ones wait in the client
 * @param maxCalls calls that all connections together may have open at one time, streams
 * and those whose answers are not taken among them, 1 to 10000000; a further one is
 * refused with RESOURCE_EXHAUSTED
 * @param handshakeTimeout a connection that has not begun to speak HTTP/2, and TLS where
 * it is on, after so long is closed; 1ms to 1d
 * @param maxStreams calls that may stay open on all connections, those that watch and
 * those that trade together, 1 to 1000000; and as many more of health and reflection. A
 * further one is refused with RESOURCE_EXHAUSTED
 */
@ConfigurationProperties(prefix = "bourse.grpc", ignoreUnknownFields = false)
record GrpcProperties(@DefaultValue("0") int threads, @DefaultValue("1024") int queueCapacity,
		@DefaultValue("4096") int maxConnections, @DefaultValue("1000") int maxConcurrentCallsPerConnection,
		@DefaultValue("30000") int maxCalls, @DefaultValue("10s") Duration handshakeTimeout,
		@DefaultValue("10000") int maxStreams) {

	GrpcProperties {
		requireBetween("threads", threads, 0, 1024);
		requireBetween("queue-capacity", queueCapacity, 1, 1_000_000);
		requireBetween("max-connections", maxConnections, 1, 1_000_000);
		requireBetween("max-concurrent-calls-per-connection", maxConcurrentCallsPerConnection, 1, 1_000_000);
		requireBetween("max-calls", maxCalls, 1, 10_000_000);
		requireBetween("max-streams", maxStreams, 1, 1_000_000);
		if (handshakeTimeout.compareTo(Duration.ofMillis(1)) < 0
				|| handshakeTimeout.compareTo(Duration.ofDays(1)) > 0) {
			throw new InvalidConfigurationPropertyValueException("bourse.grpc.handshake-timeout", handshakeTimeout,
					"must be a duration from 1ms to 1d, such as 10s");
		}
	}

	private static void requireBetween(String name, int value, int min, int max) {
		if (value < min || value > max) {
			throw new InvalidConfigurationPropertyValueException("bourse.grpc." + name, value,
					"must be a whole number from " + min + " to " + max);
		}
	}

}
