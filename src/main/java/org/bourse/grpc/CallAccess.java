package org.bourse.grpc;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.micrometer.core.instrument.MeterRegistry;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import org.bourse.access.Access;
import org.bourse.access.AccessUnavailableException;
import org.bourse.access.BearerToken;
import org.bourse.access.Caller;
import org.bourse.access.Denials;
import org.bourse.access.Role;
import org.bourse.metrics.RequestMeter;
import org.bourse.proto.v1.StockServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * Turns calls away whose caller may not make them. A method that is not in the table is
 * for nobody, but for health, which is for everybody.
 * <p>
 * Calls with a JSON Web Token run on threads of their own, as its issuer may have to be
 * asked; all others where they would anyway.
 */
final class CallAccess implements ServerInterceptor, ServerCallExecutorSupplier, AutoCloseable {

	private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization",
			Metadata.ASCII_STRING_MARSHALLER);

	private static final Context.Key<Caller> CALLER = Context.key("bourse-caller");

	private static final Context.Key<Supplier<@Nullable Fault>> MESSAGE_RATE = Context.key("bourse-message-rate");

	private static final Map<String, Role> ROLES = Map
		.of(StockServiceGrpc.getLookupMethod(), Role.READ, StockServiceGrpc.getListStocksMethod(), Role.READ,
				StockServiceGrpc.getListCandlesMethod(), Role.READ, StockServiceGrpc.getWatchMethod(), Role.READ,
				ServerReflectionGrpc.getServerReflectionInfoMethod(), Role.READ, StockServiceGrpc.getTradeMethod(),
				Role.TRADE, StockServiceGrpc.getTradeStreamMethod(), Role.TRADE, StockServiceGrpc.getUpdateMethod(),
				Role.FEED, StockServiceGrpc.getHaltMethod(), Role.ADMIN, StockServiceGrpc.getResumeMethod(), Role.ADMIN)
		.entrySet()
		.stream()
		.collect(Collectors.toUnmodifiableMap((entry) -> entry.getKey().getFullMethodName(), Map.Entry::getValue));

	private static final int ISSUER_THREADS = 4;

	private static final int ISSUER_QUEUE_CAPACITY = 1024;

	private final Access access;

	private final Denials denials;

	private final RequestMeter overRate;

	/** Null if there is no issuer. */
	private final @Nullable CallPool issuerThreads;

	CallAccess(Access access, MeterRegistry registry) {
		this.access = access;
		this.denials = new Denials(StockServiceEndpoint.DOOR, registry);
		this.overRate = new RequestMeter(registry, StockServiceEndpoint.DOOR, RequestMeter.UNKNOWN);
		this.issuerThreads = access.hasIssuer()
				? new CallPool("bourse-grpc-access", "grpc-access", ISSUER_THREADS, ISSUER_QUEUE_CAPACITY, registry)
				: null;
	}

	/** Who makes the call at hand; null if everybody may do everything. */
	static @Nullable Caller caller() {
		return CALLER.get();
	}

	/**
	 * To be asked for each message of the call at hand that is a request of its own: why
	 * it comes too soon, null if it does not.
	 */
	static Supplier<@Nullable Fault> messageRate() {
		Supplier<@Nullable Fault> rate = MESSAGE_RATE.get();
		return (rate != null) ? rate : () -> null;
	}

	/** What a method needs; null if it is for nobody. */
	static @Nullable Role role(String fullMethodName) {
		return ROLES.get(fullMethodName);
	}

	/** Where a call runs: null for where it would anyway. */
	@Override
	public <Q, R> @Nullable Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
		String token = token(headers);
		return (token != null && this.access.isForIssuer(token)) ? this.issuerThreads : null;
	}

	@Override
	public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
			ServerCallHandler<Q, R> next) {
		MethodDescriptor<Q, R> method = call.getMethodDescriptor();
		if (HealthGrpc.SERVICE_NAME.equals(method.getServiceName())) {
			return next.startCall(call, headers);
		}
		String token = token(headers);
		if (token != null && this.issuerThreads != null && this.access.isForIssuer(token)
				&& !this.issuerThreads.isOwnThread()) {
			return this.issuerThreads.overflowFault().end(call);
		}
		Caller caller;
		try {
			caller = (token != null) ? this.access.findOrAsk(token) : this.access.stranger();
		}
		catch (AccessUnavailableException ex) {
			return Fault.accessUnavailable(String.valueOf(ex.getMessage())).end(call);
		}
		if (caller == null) {
			this.denials.wrongToken().thenRun(() -> Fault.wrongToken().end(call));
			return new ServerCall.Listener<>() {
			};
		}
		Role role = ROLES.get(method.getFullMethodName());
		if (role == null || !caller.may(role)) {
			this.denials.denied(caller);
			Fault fault = caller.isStranger() ? Fault.noToken()
					: Fault.notAllowed(Objects.requireNonNullElse(method.getBareMethodName(), "this"), role, caller);
			return fault.end(call);
		}
		if (caller.rate() != null) {
			long beganNanos = System.nanoTime();
			Fault fault = findOverRate(caller);
			if (fault != null) {
				this.overRate.record(fault.outcome(), System.nanoTime() - beganNanos);
				return fault.end(call);
			}
		}
		Context context = context(method, role, caller);
		return (context != null) ? Contexts.interceptCall(context, call, headers, next) : next.startCall(call, headers);
	}

	private @Nullable Fault findOverRate(Caller caller) {
		String refusal = this.denials.overRate(caller);
		return (refusal != null) ? Fault.overRate(refusal) : null;
	}

	/** What a method is to know of its caller; null if nothing, as of most. */
	private @Nullable Context context(MethodDescriptor<?, ?> method, Role role, Caller caller) {
		if (role == Role.ADMIN) {
			return Context.current().withValue(CALLER, caller);
		}
		return (caller.rate() != null && role == Role.TRADE && !method.getType().clientSendsOneMessage())
				? Context.current().withValue(MESSAGE_RATE, () -> findOverRate(caller)) : null;
	}

	private static @Nullable String token(Metadata headers) {
		return BearerToken.of(headers.get(AUTHORIZATION));
	}

	@Override
	public void close() {
		if (this.issuerThreads != null) {
			this.issuerThreads.close();
		}
	}

}
