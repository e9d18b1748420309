package org.bourse.grpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.log.FaultLog;
import org.bourse.metrics.DoorMeters;
import org.bourse.proto.v1.StockServiceGrpc;
import org.slf4j.LoggerFactory;

/**
 * The streams of services that are not ours, health and reflection, which have no limit
 * and do not know that the server stops: whoever watches its health would hold it for the
 * whole grace period. They have places of their own, as everybody may watch the health,
 * also who may not watch the market. Safe for use by many threads.
 */
final class OtherStreams implements ServerInterceptor, AutoCloseable {

	private static final FaultLog refused = new FaultLog(LoggerFactory.getLogger(OtherStreams.class));

	/** The service of health keeps the name for as long as the call is open. */
	private static final int MAX_HEALTH_REQUEST_BYTES = 256;

	private final int max;

	private final Semaphore places;

	private final Counter rejected;

	private final Set<Stream<?, ?>> open = ConcurrentHashMap.newKeySet();

	private volatile boolean stopping;

	OtherStreams(int max, MeterRegistry registry) {
		this.max = max;
		this.places = new Semaphore(max);
		this.rejected = new DoorMeters(registry, StockServiceEndpoint.DOOR).rejectedStreams();
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		MethodDescriptor<Q, R> method = call.getMethodDescriptor();
		if (method.getType().serverSendsOneMessage() || StockServiceGrpc.SERVICE_NAME.equals(method.getServiceName())) {
			return next.startCall(call, headers);
		}
		if (!this.places.tryAcquire()) {
			this.rejected.increment();
			refused.warn(() -> "A stream of " + method.getServiceName() + " was refused: there are " + this.max
					+ " (bourse.grpc.max-streams)");
			return Fault.tooManyStreams(this.max, this.max).end(call);
		}
		Stream<Q, R> stream = new Stream<>(call);
		this.open.add(stream);
		ServerCall.Listener<Q> listener;
		try {
			listener = next.startCall(stream, headers);
		}
		catch (RuntimeException ex) {
			// gRPC tells nobody of its end.
			leave(stream);
			throw ex;
		}
		if (this.stopping) {
			stream.end();
		}
		return new SimpleForwardingServerCallListener<>(listener) {

			@Override
			public void onMessage(Q message) {
				if (message instanceof HealthCheckRequest request
						&& request.getSerializedSize() > MAX_HEALTH_REQUEST_BYTES) {
					stream.close(Status.INVALID_ARGUMENT.withDescription("no service has so long a name"),
							new Metadata());
					return;
				}
				super.onMessage(message);
			}

			@Override
			public void onCancel() {
				leave(stream);
				super.onCancel();
			}

			@Override
			public void onComplete() {
				leave(stream);
				super.onComplete();
			}

		};
	}

	private void leave(Stream<?, ?> stream) {
		if (this.open.remove(stream)) {
			this.places.release();
		}
	}

	int count() {
		return this.max - this.places.availablePermits();
	}

	/** Ends all of them, and those that come. */
	@Override
	public void close() {
		this.stopping = true;
		this.open.forEach(Stream::end);
	}

	/**
	 * A call that can be ended while its service goes on with it: what it sends then is
	 * dropped.
	 */
	private static final class Stream<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private boolean ended;

		private Stream(ServerCall<Q, R> call) {
			super(call);
		}

		synchronized void end() {
			close(Status.UNAVAILABLE.withDescription("the server is stopping"), new Metadata());
		}

		@Override
		public synchronized void sendHeaders(Metadata headers) {
			if (!this.ended) {
				super.sendHeaders(headers);
			}
		}

		@Override
		public synchronized void sendMessage(R message) {
			if (!this.ended) {
				super.sendMessage(message);
			}
		}

		@Override
		public synchronized void close(Status status, Metadata trailers) {
			if (!this.ended) {
				this.ended = true;
				super.close(status, trailers);
			}
		}

	}

}
