package org.bourse.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times the requests of one command through one door: the timer
 * {@code bourse.requests} with the tags {@code door}, {@code command} and
 * {@code outcome}. Safe for use by many threads; a record costs some nanoseconds.
 */
public class RequestMeter {

	/** The command of all that a door does not have, or has not looked at. */
	public static final String UNKNOWN = "unknown";

	private final MeterRegistry registry;

	private final String door;

	private final String command;

	/**
	 * By outcome, each made when it is first needed, so that what never happens is not
	 * exported.
	 */
	private final AtomicReferenceArray<Timer> timers = new AtomicReferenceArray<>(Outcome.values().length);

	/**
	 * @param door a door's name
	 * @param command one of a fixed set, never a text from a client
	 */
	public RequestMeter(MeterRegistry registry, String door, String command) {
		this.registry = registry;
		this.door = door;
		this.command = command;
	}

	/**
	 * @param nanos from when the request was read to when its reply was ready to be sent
	 */
	public void record(Outcome outcome, long nanos) {
		Timer timer = this.timers.getAcquire(outcome.ordinal());
		if (timer == null) {
			timer = register(outcome);
		}
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * The registry gives every caller the same timer for the same tags, so a race here is
	 * harmless.
	 */
	private Timer register(Outcome outcome) {
		Timer timer = Timer.builder("bourse.requests")
			.description("Requests and the time from reading one to having its reply")
			.tags("door", this.door, "command", this.command, "outcome", outcome.tag())
			.register(this.registry);
		this.timers.setRelease(outcome.ordinal(), timer);
		return timer;
	}

}
