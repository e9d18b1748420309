package org.bourse.web;

import java.util.Locale;

import org.bourse.metrics.Outcome;

import org.springframework.http.HttpStatus;

/**
 * Why a request gets no answer. The names are for programs and, where the gRPC door has
 * the same fault, the reasons that it gives.
 */
enum ProblemType {

	// What a field can be.
	SYMBOL_INVALID(HttpStatus.BAD_REQUEST, "Not a symbol"), PRICE_INVALID(HttpStatus.BAD_REQUEST, "Not a price"),
	QUANTITY_INVALID(HttpStatus.BAD_REQUEST, "Not a quantity"), SIDE_INVALID(HttpStatus.BAD_REQUEST, "Not a side"),
	CLIENT_ORDER_ID_INVALID(HttpStatus.BAD_REQUEST, "Not a client order id"),
	VOLUME_LIMIT_INVALID(HttpStatus.BAD_REQUEST, "Not a volume limit"),
	REASON_INVALID(HttpStatus.BAD_REQUEST, "Not a reason of a halt"),
	RESUME_TIME_INVALID(HttpStatus.BAD_REQUEST, "Not a time to resume at"),
	RESET_VOLUME_INVALID(HttpStatus.BAD_REQUEST, "Not a way to resume"),
	CANDLE_INTERVAL_INVALID(HttpStatus.BAD_REQUEST, "Not a candle interval"),
	TIME_INVALID(HttpStatus.BAD_REQUEST, "Not a time"),
	PREFIX_INVALID(HttpStatus.BAD_REQUEST, "Not the beginning of a symbol"),
	PAGE_TOKEN_INVALID(HttpStatus.BAD_REQUEST, "Not the place of a page"),
	PAGE_SIZE_INVALID(HttpStatus.BAD_REQUEST, "Not the size of a page"),
	FIELD_UNKNOWN(HttpStatus.BAD_REQUEST, "No such field"),
	PARAMETER_UNKNOWN(HttpStatus.BAD_REQUEST, "No such parameter"),

	// The request as a whole.
	BODY_INVALID(HttpStatus.BAD_REQUEST, "Not a JSON object"),
	BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "Body too large"),
	BODY_TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "Body too slow"),
	MEDIA_TYPE_UNSUPPORTED(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content type not understood"),
	NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No such representation"),
	METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),
	PATH_NOT_FOUND(HttpStatus.NOT_FOUND, "Nothing here"),
	REQUEST_INVALID(HttpStatus.BAD_REQUEST, "Request not understood"),

	// Who asks.
	HOST_UNKNOWN(HttpStatus.MISDIRECTED_REQUEST, "Not this server", Outcome.DENIED),
	UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "A token is needed", Outcome.DENIED),
	TOKEN_INVALID(HttpStatus.UNAUTHORIZED, "Not a known token", Outcome.DENIED),
	PERMISSION_DENIED(HttpStatus.FORBIDDEN, "Not for this token", Outcome.DENIED),

	// What the market and its store say.
	STOCK_NOT_FOUND(HttpStatus.NOT_FOUND, "No such stock", Outcome.UNKNOWN_STOCK),
	CLIENT_ORDER_ID_REUSED(HttpStatus.CONFLICT, "Client order id used for another order"),
	NOT_RESUMABLE(HttpStatus.CONFLICT, "Not resumable in this way", Outcome.REFUSED),
	BUSY(HttpStatus.TOO_MANY_REQUESTS, "Busy; nothing was applied", Outcome.BUSY),
	RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests; nothing was applied", Outcome.DENIED),
	UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Unavailable; nothing was applied", Outcome.UNAVAILABLE),
	TOO_MANY_STREAMS(HttpStatus.SERVICE_UNAVAILABLE, "Too many streams", Outcome.BUSY),
	OUTCOME_UNKNOWN(HttpStatus.INTERNAL_SERVER_ERROR, "May or may not be applied", Outcome.OUTCOME_UNKNOWN),
	INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "Internal error", Outcome.ERROR);

	private final HttpStatus status;

	private final String title;

	private final Outcome outcome;

	ProblemType(HttpStatus status, String title) {
		this(status, title, Outcome.INVALID);
	}

	ProblemType(HttpStatus status, String title, Outcome outcome) {
		this.status = status;
		this.title = title;
		this.outcome = outcome;
	}

	HttpStatus status() {
		return this.status;
	}

	String title() {
		return this.title;
	}

	/** As far as metrics tell requests apart. */
	Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Whether the same request may succeed a second later, and has changed nothing yet.
	 */
	boolean isTemporary() {
		return this == BUSY || this == RATE_LIMITED || this == UNAVAILABLE || this == TOO_MANY_STREAMS;
	}

	/** A relative reference, as the server does not know its own name. */
	String uri() {
		return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
