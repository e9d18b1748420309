package org.bourse.grpc;

import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.log.FaultLog;
import org.bourse.metrics.DoorMeters;
import org.bourse.metrics.RequestMeter;
import org.slf4j.LoggerFactory;

/**
 * No more calls than were agreed on, on all connections together. A call is open until
 * its client has let the server send the end of it, so those who take no answers cannot
 * use up the heap. It counts as a tracer, which is told of each end, and refuses as an
 * interceptor, which a tracer cannot. Safe for use by many threads.
 */
final class OpenCalls extends ServerStreamTracer.Factory implements ServerInterceptor {

	private static final FaultLog refused = new FaultLog(LoggerFactory.getLogger(OpenCalls.class));

	private final int max;

	private final AtomicInteger open = new AtomicInteger();

	/** One for all calls, as they are only counted. */
	private final ServerStreamTracer tracer = new ServerStreamTracer() {

		@Override
		public void streamClosed(Status status) {
			OpenCalls.this.open.decrementAndGet();
		}

	};

	/** Which command it would have been is not looked at. */
	private final RequestMeter turnedAway;

	OpenCalls(int max, MeterRegistry registry) {
		this.max = max;
		this.turnedAway = new RequestMeter(registry, StockServiceEndpoint.DOOR, RequestMeter.UNKNOWN);
		new DoorMeters(registry, StockServiceEndpoint.DOOR).calls(this.open::get, () -> max);
	}

	@Override
	public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
		this.open.incrementAndGet();
		return this.tracer;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		// Itself is among them.
		if (this.open.get() <= this.max) {
			return next.startCall(call, headers);
		}
		refused.warn(() -> "A call was refused: there are " + this.max + " (bourse.grpc.max-calls)");
		Fault fault = Fault.tooManyCalls(this.max);
		// As good as no time: like every refusal it is told apart by its outcome.
		this.turnedAway.record(fault.outcome(), 0);
		return fault.end(call);
	}

}
