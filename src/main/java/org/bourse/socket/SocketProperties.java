package org.bourse.socket;

import java.net.InetAddress;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * The socket door.
 *
 * @param address the address to listen on; 0.0.0.0 for all
 * @param port the port to listen on, 0 to 65535; 0 takes any free one
 * @param threads worker threads, 1 to 1024, made once at the start; half the number of
 * cores when absent, at least 1
 * @param queueCapacity accepted clients that may wait for a worker, 1 to 1000000; a
 * further one is told BUSY and closed
 * @param backlog connections that the operating system may hold before they are accepted,
 * 1 to 65535
 * @param maxConnections clients at one time, waiting ones included, 1 to 1000000; a
 * further one is told so and closed. Lowered to what the limit on open files allows
 * @param maxRequestSize the most bytes of one request, 64B to 1MB
 * @param maxArguments the most arguments of one request, the command's name counted, 8 to
 * 65536
 * @param maxInFlight writes of one client that may wait for the store, 1 to 100000; the
 * client is not read further until one is done
 * @param maxSubscriptions channels and patterns that one client may be subscribed to, 1
 * to 65536
 * @param maxBuffered what the unfinished requests and unread replies of all clients
 * together may hold, at least max-request-size; a client that would need more is closed
 * @param idleTimeout a client that sends nothing for so long is closed, unless it is
 * subscribed to something; 0 to 36500d, 0 for never
 * @param requestTimeout a client that has begun a request and does not finish it in this
 * time is closed; 0 to 36500d, 0 for never
 * @param replyTimeout a client that takes nothing of a waiting reply for so long is
 * closed; 0 to 36500d, 0 for never
 * @param shutdownGrace when the server stops, how long clients may take to be given their
 * last replies, 0 to 36500d
 */
@ConfigurationProperties(prefix = "bourse.socket", ignoreUnknownFields = false)
record SocketProperties(@DefaultValue("127.0.0.1") InetAddress address, @DefaultValue("8888") int port,
		@Nullable Integer threads, @DefaultValue("1024") int queueCapacity, @DefaultValue("1024") int backlog,
		@DefaultValue("10000") int maxConnections, @DefaultValue("64KB") DataSize maxRequestSize,
		@DefaultValue("1024") int maxArguments, @DefaultValue("1024") int maxInFlight,
		@DefaultValue("1000") int maxSubscriptions, @DefaultValue("64MB") DataSize maxBuffered,
		@DefaultValue("1h") Duration idleTimeout, @DefaultValue("10s") Duration requestTimeout,
		@DefaultValue("30s") Duration replyTimeout, @DefaultValue("5s") Duration shutdownGrace) {

	SocketProperties {
		if (threads == null) {
			// The other half is for the writer, the other doors and the kernel's part.
			threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
		}
		requireBetween("port", port, 0, 65_535);
		requireBetween("threads", threads, 1, 1024);
		requireBetween("queue-capacity", queueCapacity, 1, 1_000_000);
		requireBetween("backlog", backlog, 1, 65_535);
		requireBetween("max-connections", maxConnections, 1, 1_000_000);
		requireBetween("max-arguments", maxArguments, 8, 65_536);
		requireBetween("max-in-flight", maxInFlight, 1, 100_000);
		requireBetween("max-subscriptions", maxSubscriptions, 1, 65_536);
		requireBetween("max-request-size", maxRequestSize, 64, DataSize.ofMegabytes(1).toBytes());
		requireBetween("max-buffered", maxBuffered, maxRequestSize.toBytes(), Long.MAX_VALUE);
		requireNotNegative("idle-timeout", idleTimeout);
		requireNotNegative("request-timeout", requestTimeout);
		requireNotNegative("reply-timeout", replyTimeout);
		requireNotNegative("shutdown-grace", shutdownGrace);
	}

	int workers() {
		return (this.threads != null) ? this.threads : 1;
	}

	private static void requireBetween(String name, int value, int min, int max) {
		if (value < min || value > max) {
			throw invalid(name, value, "must be a whole number from " + min + " to " + max);
		}
	}

	private static void requireBetween(String name, DataSize value, long minBytes, long maxBytes) {
		if (value.toBytes() < minBytes || value.toBytes() > maxBytes) {
			throw invalid(name, value, "must be a size from " + minBytes + "B to " + maxBytes + "B, such as 64KB");
		}
	}

	private static void requireNotNegative(String name, Duration value) {
		// The upper bound keeps the sum of a time in nanoseconds and the duration from
		// overflowing.
		if (value.isNegative() || value.compareTo(Duration.ofDays(36_500)) > 0) {
			throw invalid(name, value, "must be a duration from 0 to 36500d, such as 10s or 500ms");
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("bourse.socket." + name, value, reason);
	}

}
