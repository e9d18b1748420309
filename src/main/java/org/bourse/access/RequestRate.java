package org.bourse.access;

import java.time.Duration;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;

/**
 * How many requests a second a token may make, at all doors and on all connections
 * together. What was not asked for a while may be asked at once, a second's worth at
 * most. Safe for use by many threads.
 */
public final class RequestRate {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final String token;

	private final int requestsPerSecond;

	private final Bucket bucket;

	/**
	 * @param token the name of it
	 */
	RequestRate(String token, int requestsPerSecond, TimeMeter clock) {
		this.token = token;
		this.requestsPerSecond = requestsPerSecond;
		this.bucket = Bucket.builder()
			.addLimit((limit) -> limit.capacity(requestsPerSecond).refillGreedy(requestsPerSecond, SECOND))
			.withCustomTimePrecision(clock)
			.build();
	}

	/** Counts a request; false if it is one too many, which then does not count. */
	public boolean admits() {
		return this.bucket.tryConsume(1);
	}

	/** What whoever makes one too many is told. */
	public String refusal() {
		return "the token " + this.token + " may make " + this.requestsPerSecond + " requests a second; try later";
	}

}
