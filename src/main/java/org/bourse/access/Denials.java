package org.bourse.access;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.log.FaultLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Those who were turned away at one door: counted as {@code bourse.access.denied} and,
 * with a wrong token, made to wait, so that guessing is slow. Safe for use by many
 * threads.
 */
public final class Denials {

	/** How long an answer to a wrong token takes. */
	static final Duration DELAY = Duration.ofMillis(500);

	/** Further ones are answered at once: whoever waits costs memory. */
	private static final int MOST_WAITING = 1000;

	private static final FaultLog tooFast = new FaultLog(LoggerFactory.getLogger(Denials.class));

	private final Semaphore places = new Semaphore(MOST_WAITING);

	private final Counter missing;

	private final Counter wrong;

	private final Counter forbidden;

	private final Counter overRate;

	/**
	 * @param door the door's name
	 */
	public Denials(String door, MeterRegistry registry) {
		this.missing = counter(door, "no-token", registry);
		this.wrong = counter(door, "wrong-token", registry);
		this.forbidden = counter(door, "no-role", registry);
		this.overRate = counter(door, "rate", registry);
	}

	private static Counter counter(String door, String reason, MeterRegistry registry) {
		return Counter.builder("bourse.access.denied")
			.description("Requests that were not allowed")
			.tags("door", door, "reason", reason)
			.register(registry);
	}

	/** Counts a request that its caller may not make. */
	public void denied(Caller caller) {
		(caller.isStranger() ? this.missing : this.forbidden).increment();
	}

	/**
	 * Counts a request against the rate of its caller's token, if it has one.
	 * @return what a request that is one too many is answered; null for others
	 */
	public @Nullable String overRate(Caller caller) {
		RequestRate rate = caller.rate();
		if (rate == null || rate.admits()) {
			return null;
		}
		this.overRate.increment();
		String refusal = rate.refusal();
		tooFast.warn(() -> "A request was refused: " + refusal);
		return refusal;
	}

	/**
	 * Counts a token that nobody has.
	 * @return completes when it may be answered, on a thread that must not be held up
	 */
	public CompletableFuture<@Nullable Void> wrongToken() {
		this.wrong.increment();
		CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
		if (!this.places.tryAcquire()) {
			answer.complete(null);
			return answer;
		}
		answer.completeOnTimeout(null, DELAY.toMillis(), TimeUnit.MILLISECONDS);
		answer.thenRun(this.places::release);
		return answer;
	}

}
