package org.bourse.grpc;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.bourse.access.Caller;
import org.bourse.access.Role;
import org.bourse.domain.MarketException;
import org.bourse.log.FaultLog;
import org.bourse.metrics.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Why a call gets no answer. Its status carries exactly one {@code ErrorInfo} with the
 * domain {@code bourse}, whose reason is for programs.
 */
record Fault(Outcome outcome, String reason, com.google.rpc.Status details) {

	private static final String DOMAIN = "bourse";

	/** As HTTP says it by {@code Retry-After}. */
	private static final Any A_SECOND_LATER = Any
		.pack(RetryInfo.newBuilder().setRetryDelay(Duration.newBuilder().setSeconds(1)).build());

	private static final FaultLog mistakes = new FaultLog(LoggerFactory.getLogger(Fault.class));

	private static Fault of(Outcome outcome, Code code, String reason, String message, Any... details) {
		ErrorInfo info = ErrorInfo.newBuilder().setDomain(DOMAIN).setReason(reason).build();
		return new Fault(outcome, reason,
				com.google.rpc.Status.newBuilder()
					.setCode(code.getNumber())
					.setMessage(message)
					.addDetails(Any.pack(info))
					.addAllDetails(List.of(details))
					.build());
	}

	/** For a request with fields that cannot be understood. */
	static Fault invalid(String reason, String message, BadRequest violations) {
		return of(Outcome.INVALID, Code.INVALID_ARGUMENT, reason, message, Any.pack(violations));
	}

	/** For whatever a write failed with. */
	static Fault of(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof MarketException known) {
			return of(known);
		}
		mistakes.error(() -> "A call failed in a way that the store does not know", cause);
		return of(Outcome.ERROR, Code.UNKNOWN, "INTERNAL", "internal error; a write may have been applied");
	}

	static Fault of(MarketException ex) {
		String message = String.valueOf(ex.getMessage());
		return switch (ex.fault()) {
			case UNKNOWN_STOCK -> of(Outcome.UNKNOWN_STOCK, Code.NOT_FOUND, "STOCK_NOT_FOUND", message);
			case CLIENT_ORDER_ID_REUSED -> of(Outcome.INVALID, Code.ALREADY_EXISTS, "CLIENT_ORDER_ID_REUSED", message);
			case NOT_RESUMABLE -> of(Outcome.REFUSED, Code.FAILED_PRECONDITION, "NOT_RESUMABLE", message);
			case BUSY -> of(Outcome.BUSY, Code.RESOURCE_EXHAUSTED, "BUSY", message, A_SECOND_LATER);
			case UNAVAILABLE -> of(Outcome.UNAVAILABLE, Code.UNAVAILABLE, "UNAVAILABLE", message);
			case OUTCOME_UNKNOWN -> of(Outcome.OUTCOME_UNKNOWN, Code.UNKNOWN, "OUTCOME_UNKNOWN", message);
		};
	}

	/** For a call that found no room in the pool. */
	static Fault overloaded(int threads, int queueCapacity) {
		return of(Outcome.BUSY, Code.RESOURCE_EXHAUSTED, "OVERLOADED",
				"all threads are busy and the queue is full (threads=" + threads + ", capacity=" + queueCapacity
						+ "); try later",
				A_SECOND_LATER);
	}

	/** For a call beside very many. */
	static Fault tooManyCalls(int max) {
		return of(Outcome.BUSY, Code.RESOURCE_EXHAUSTED, "OVERLOADED",
				"too many calls are open (limit=" + max + "); try later", A_SECOND_LATER);
	}

	/** For a request that its token makes too soon. */
	static Fault overRate(String message) {
		return of(Outcome.DENIED, Code.RESOURCE_EXHAUSTED, "RATE_LIMITED", message, A_SECOND_LATER);
	}

	/** For a call that would stay open. */
	static Fault tooManyStreams(int open, int max) {
		return of(Outcome.BUSY, Code.RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS",
				"too many streams are open (open=" + open + ", limit=" + max + "); try later", A_SECOND_LATER);
	}

	/** For a call that would hold the end of the server. */
	static Fault shuttingDown(String message) {
		return of(Outcome.UNAVAILABLE, Code.UNAVAILABLE, "SHUTTING_DOWN", message);
	}

	/** For a call without a token, where one is needed. */
	static Fault noToken() {
		return of(Outcome.DENIED, Code.UNAUTHENTICATED, "UNAUTHENTICATED",
				"this server wants a token: send the metadata 'authorization: Bearer TOKEN'");
	}

	/** For a token that nobody has. */
	static Fault wrongToken() {
		return of(Outcome.DENIED, Code.UNAUTHENTICATED, "TOKEN_INVALID", "the token is not known, or has expired");
	}

	/**
	 * For a caller who is known.
	 * @param role that would be needed; null if nobody may
	 */
	static Fault notAllowed(String method, @Nullable Role role, Caller caller) {
		return of(Outcome.DENIED, Code.PERMISSION_DENIED, "PERMISSION_DENIED",
				method + ((role != null) ? " needs the role " + role : " is not offered") + "; this token has "
						+ caller.roles());
	}

	/** For a caller of whom it cannot be known who it is. */
	static Fault accessUnavailable(String message) {
		return of(Outcome.UNAVAILABLE, Code.UNAVAILABLE, "UNAVAILABLE", message);
	}

	/** Ends a call that is not taken. */
	<Q> ServerCall.Listener<Q> end(ServerCall<Q, ?> call) {
		StatusRuntimeException status = status();
		call.close(status.getStatus(), Objects.requireNonNullElseGet(status.getTrailers(), Metadata::new));
		return new ServerCall.Listener<>() {
		};
	}

	StatusRuntimeException status() {
		return StatusProto.toStatusRuntimeException(this.details);
	}

}
