package org.bourse.grpc;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.bourse.access.Caller;
import org.bourse.proto.v1.StockServiceGrpc;

/**
 * What the generated service does not let a method know of its call, for the methods that
 * want it; the others do not pay for it.
 */
final class CallContext implements ServerInterceptor {

	private static final Context.Key<Known<?, ?>> CALL = Context.key("bourse-call");

	private static final Set<MethodDescriptor<?, ?>> METHODS = Set.of(StockServiceGrpc.getHaltMethod(),
			StockServiceGrpc.getResumeMethod(), StockServiceGrpc.getWatchMethod(),
			StockServiceGrpc.getTradeStreamMethod());

	/** Who calls, for the ledger: the door, the name of the token and the address. */
	static String actor() {
		SocketAddress remote = CALL.get().getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
		boolean known = remote instanceof InetSocketAddress;
		String address = known ? ((InetSocketAddress) remote).getAddress().getHostAddress() : "unknown";
		Caller caller = CallAccess.caller();
		return (caller != null) ? caller.at(StockServiceEndpoint.DOOR, address)
				: StockServiceEndpoint.DOOR + " " + address;
	}

	/**
	 * Lets the client know that its call was taken, before there is anything to answer.
	 */
	static void sendHeaders() {
		CALL.get().sendHeaders(new Metadata());
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		if (!METHODS.contains(call.getMethodDescriptor())) {
			return next.startCall(call, headers);
		}
		Known<Q, R> known = new Known<>(call);
		return Contexts.interceptCall(Context.current().withValue(CALL, known), known, headers, next);
	}

	/**
	 * Sends headers once: the generated service sends them before its first message,
	 * whether that was done or not.
	 */
	private static final class Known<Q, R> extends SimpleForwardingServerCall<Q, R> {

		private boolean sent;

		private Known(ServerCall<Q, R> call) {
			super(call);
		}

		@Override
		public void sendHeaders(Metadata headers) {
			if (!this.sent) {
				this.sent = true;
				super.sendHeaders(headers);
			}
		}

	}

}
