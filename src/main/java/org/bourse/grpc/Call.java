package org.bourse.grpc;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.bourse.metrics.Outcome;
import org.bourse.metrics.RequestMeter;

/**
 * A call with one answer, measured when it is given. May be answered on any thread.
 */
final class Call<R> {

	private final ServerCallStreamObserver<R> observer;

	private final RequestMeter meter;

	private final long beganNanos = System.nanoTime();

	/**
	 * @param observer as the generated service gets it
	 */
	Call(StreamObserver<R> observer, RequestMeter meter) {
		this.observer = (ServerCallStreamObserver<R>) observer;
		this.meter = meter;
		// With no handler at all, to answer a call that was cancelled would throw, on the
		// store's thread.
		this.observer.setOnCancelHandler(Call::doNothing);
	}

	void answer(Outcome outcome, R response) {
		record(outcome);
		this.observer.onNext(response);
		this.observer.onCompleted();
	}

	/** Answers when the write completes. */
	<T> void answer(CompletableFuture<T> written, Function<T, Outcome> outcome, Function<T, R> response) {
		written.whenComplete((value, failure) -> {
			if (failure != null) {
				fail(Fault.of(failure));
				return;
			}
			R message;
			try {
				message = response.apply(value);
			}
			catch (RuntimeException ex) {
				// Nobody looks at the future of this callback: the call would never be
				// answered.
				fail(Fault.of(ex));
				return;
			}
			answer(outcome.apply(value), message);
		});
	}

	/** The call stays open, and is answered elsewhere. */
	void taken() {
		record(Outcome.OK);
	}

	void fail(Fault fault) {
		record(fault.outcome());
		this.observer.onError(fault.status());
	}

	private void record(Outcome outcome) {
		this.meter.record(this.observer.isCancelled() ? Outcome.CANCELLED : outcome,
				System.nanoTime() - this.beganNanos);
	}

	private static void doNothing() {
	}

}
