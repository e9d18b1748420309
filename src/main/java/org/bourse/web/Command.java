package org.bourse.web;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.metrics.Outcome;
import org.bourse.metrics.RequestMeter;

/**
 * One thing that clients ask for, measured like at every other door: from when the
 * request was read to when there is an answer.
 */
final class Command {

	static final String DOOR = "http";

	private final RequestMeter meter;

	/**
	 * @param name as the other doors call it
	 */
	Command(MeterRegistry registry, String name) {
		this.meter = new RequestMeter(registry, DOOR, name);
	}

	/** Answers at once. */
	<R> R answer(Supplier<R> request) {
		long beganNanos = System.nanoTime();
		R answer;
		try {
			answer = request.get();
		}
		catch (RuntimeException ex) {
			throw failed(ex, beganNanos);
		}
		record(Outcome.OK, beganNanos);
		return answer;
	}

	/** Answers when the write completes, on the store's thread. */
	<T, R> CompletableFuture<R> answer(Supplier<CompletableFuture<T>> request, Function<T, Outcome> outcome,
			Function<T, R> form) {
		long beganNanos = System.nanoTime();
		CompletableFuture<T> written;
		try {
			written = request.get();
		}
		catch (RuntimeException ex) {
			throw failed(ex, beganNanos);
		}
		return written.handle((value, failure) -> {
			if (failure != null) {
				throw failed(failure, beganNanos);
			}
			R answer = form.apply(value);
			record(outcome.apply(value), beganNanos);
			return answer;
		});
	}

	private ProblemException failed(Throwable failure, long beganNanos) {
		Problem problem = Problem.of(failure);
		record(problem.type().outcome(), beganNanos);
		return problem.asException();
	}

	private void record(Outcome outcome, long beganNanos) {
		this.meter.record(outcome, System.nanoTime() - beganNanos);
	}

}
