package org.bourse.client.bench;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import org.bourse.client.Credentials;
import org.jspecify.annotations.Nullable;

/**
 * Through the gRPC door: asynchronous calls, whose answers come on the client's own event
 * loop.
 */
final class GrpcWire implements Wire {

	private static final int CONNECT_TIMEOUT_SECONDS = 5;

	private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization",
			Metadata.ASCII_STRING_MARSHALLER);

	private final EventLoop loop;

	private final InetSocketAddress address;

	private final Credentials credentials;

	private final List<Rpc<?, ?>> requests;

	private final boolean kept;

	/** In flight. What is not in here any more was given up. */
	private final Set<Call<?>> calls = new HashSet<>();

	private @Nullable LoadClient owner;

	private @Nullable ManagedChannel channel;

	private boolean ready;

	private boolean closed;

	/**
	 * @param requests by number
	 */
	GrpcWire(EventLoop loop, InetSocketAddress address, Credentials credentials, List<Rpc<?, ?>> requests,
			Connections connections) {
		this.loop = loop;
		this.address = address;
		this.credentials = credentials;
		this.requests = requests;
		this.kept = connections == Connections.KEPT;
	}

	@Override
	public void open(LoadClient owner) {
		this.owner = owner;
		begin();
	}

	private void begin() {
		if (this.closed) {
			return;
		}
		if (this.kept) {
			ManagedChannel opening = newChannel();
			this.channel = opening;
			// gRPC itself would wait far longer for a server that accepts and says
			// nothing.
			this.loop.schedule(() -> checkReady(opening), CONNECT_TIMEOUT_SECONDS, TimeUnit.SECONDS);
			awaitReady(opening);
		}
		else {
			this.ready = true;
			owner().advance();
		}
	}

	/** As the socket's, a connection that is kept is not part of any latency. */
	private void awaitReady(ManagedChannel opening) {
		if (opening != this.channel) {
			return;
		}
		ConnectivityState state = opening.getState(true);
		switch (state) {
			case READY -> {
				this.ready = true;
				owner().advance();
			}
			case TRANSIENT_FAILURE -> reset(Outcome.DISCONNECTED);
			default -> opening.notifyWhenStateChanged(state, () -> this.loop.execute(() -> awaitReady(opening)));
		}
	}

	private void checkReady(ManagedChannel opening) {
		if (opening == this.channel && !this.ready) {
			reset(Outcome.NO_ANSWER);
		}
	}

	private ManagedChannel newChannel() {
		NettyChannelBuilder builder = NettyChannelBuilder.forAddress(this.address, (this.credentials.tls() != null)
				? this.credentials.tls().channelCredentials() : InsecureChannelCredentials.create());
		if (this.credentials.token() != null) {
			Metadata headers = new Metadata();
			headers.put(AUTHORIZATION, "Bearer " + this.credentials.token());
			builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
		}
		return builder.directExecutor()
			.eventLoopGroup(this.loop)
			.channelType(LoadThreads.channelType())
			.disableRetry()
			.disableServiceConfigLookUp()
			.build();
	}

	@Override
	public boolean isReady() {
		return this.ready;
	}

	@Override
	public void send(int request, long start) {
		if (!this.kept || this.channel == null) {
			this.channel = newChannel();
		}
		call(this.requests.get(request), this.channel, start);
	}

	private <Q, R> void call(Rpc<Q, R> rpc, ManagedChannel through, long start) {
		Call<R> call = new Call<>(rpc.reading, through, start);
		this.calls.add(call);
		ClientCalls.asyncUnaryCall(through.newCall(rpc.method, CallOptions.DEFAULT), rpc.request, call);
	}

	@Override
	public void flush() {
		// gRPC does.
	}

	private void ended(Call<?> call) {
		if (!this.calls.remove(call)) {
			return;
		}
		if (!this.kept) {
			call.through.shutdown();
		}
		owner().answered(call.start, call.outcome);
		if (call.outcome == Outcome.DISCONNECTED) {
			reset(Outcome.DISCONNECTED);
		}
		else {
			owner().advance();
		}
	}

	@Override
	public void reset(Outcome outcome) {
		boolean idle = this.calls.isEmpty() && !this.ready;
		this.ready = false;
		giveUp(outcome);
		if (idle) {
			owner().notConnected(outcome);
		}
		this.loop.schedule(this::begin, LoadThreads.BACK_OFF_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.closed = true;
		this.ready = false;
		giveUp(Outcome.NO_ANSWER);
	}

	private void giveUp(Outcome outcome) {
		ManagedChannel old = this.channel;
		this.channel = null;
		List<Call<?>> given = List.copyOf(this.calls);
		this.calls.clear();
		given.forEach((call) -> owner().answered(call.start, outcome));
		if (old != null) {
			old.shutdownNow();
		}
	}

	private LoadClient owner() {
		if (this.owner == null) {
			throw new IllegalStateException("not opened");
		}
		return this.owner;
	}

	/**
	 * A request of a method, and how its response is read.
	 */
	record Rpc<Q, R>(MethodDescriptor<Q, R> method, Q request, Function<R, Outcome> reading) {
	}

	/** One call. */
	private final class Call<R> implements StreamObserver<R> {

		private final Function<R, Outcome> reading;

		private final ManagedChannel through;

		private final long start;

		private Outcome outcome = Outcome.ERROR;

		private Call(Function<R, Outcome> reading, ManagedChannel through, long start) {
			this.reading = reading;
			this.through = through;
			this.start = start;
		}

		@Override
		public void onNext(R response) {
			this.outcome = this.reading.apply(response);
		}

		@Override
		public void onError(Throwable failure) {
			this.outcome = GrpcRequests.outcome(failure);
			// Not from within send, as it happens when there is no connection.
			GrpcWire.this.loop.execute(() -> ended(this));
		}

		@Override
		public void onCompleted() {
			if (GrpcWire.this.loop.inEventLoop()) {
				ended(this);
			}
			else {
				GrpcWire.this.loop.execute(() -> ended(this));
			}
		}

	}

}
