package org.bourse.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.bourse.domain.MarketException;
import org.bourse.log.FaultLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * What a request that gets no answer is told: a problem of RFC 9457.
 *
 * @param detail what is wrong with this very request, in words for people
 * @param violations each field that is not understood; empty if it is not about fields
 */
record Problem(ProblemType type, String detail, List<Violation> violations) {

	private static final FaultLog mistakes = new FaultLog(LoggerFactory.getLogger(Problem.class));

	private static final JsonMapper JSON = JsonMapper.shared();

	/** A longer path is not shown: it is the client's own text. */
	private static final int MAX_SHOWN_PATH = 256;

	Problem(ProblemType type, String detail) {
		this(type, detail, List.of());
	}

	/** For whatever a write failed with. */
	static Problem of(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof ProblemException known) {
			return known.problem();
		}
		if (cause instanceof MarketException known) {
			return of(known);
		}
		mistakes.error(() -> "A request failed in a way that the door does not know", cause);
		return new Problem(ProblemType.INTERNAL, "internal error; a write may have been applied");
	}

	private static Problem of(MarketException ex) {
		String message = String.valueOf(ex.getMessage());
		return switch (ex.fault()) {
			case UNKNOWN_STOCK -> new Problem(ProblemType.STOCK_NOT_FOUND, message);
			case CLIENT_ORDER_ID_REUSED -> new Problem(ProblemType.CLIENT_ORDER_ID_REUSED, message);
			case NOT_RESUMABLE -> new Problem(ProblemType.NOT_RESUMABLE, message);
			case BUSY -> new Problem(ProblemType.BUSY, message);
			case UNAVAILABLE -> new Problem(ProblemType.UNAVAILABLE, message);
			case OUTCOME_UNKNOWN -> new Problem(ProblemType.OUTCOME_UNKNOWN,
					"the write may or may not be applied: ask again with the same Idempotency-Key");
		};
	}

	ProblemException asException() {
		return new ProblemException(this);
	}

	/** Answers a request with this problem. */
	void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
		response.setStatus(this.type.status().value());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		if (this.type.isTemporary()) {
			response.setHeader(HttpHeaders.RETRY_AFTER, "1");
		}
		byte[] json = json(request.getRequestURI());
		response.setContentLength(json.length);
		response.getOutputStream().write(json);
	}

	/**
	 * @param path as it came, not decoded; null if it is not known
	 */
	byte[] json(@Nullable String path) {
		String instance = (path != null && path.length() <= MAX_SHOWN_PATH) ? path : null;
		String json = JSON.writeValueAsString(new Body(this.type.uri(), this.type.title(), this.type.status().value(),
				encodable(this.detail), instance, this.type, this.violations));
		// For whoever takes it for a page all the same.
		return json.replace("<", "\\u003c").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Half of a character that two make up cannot be sent: it becomes a question mark.
	 */
	private static String encodable(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
	}

	/**
	 * One field that is not understood.
	 *
	 * @param field its name in the body, in the path or in the query, or a header's name
	 */
	record Violation(String field, ProblemType code, String message) {

		Violation {
			field = encodable(field);
			message = encodable(message);
		}

	}

	/** On the wire. */
	@Schema(name = "Problem")
	record Body(String type, String title, int status, String detail,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String instance, ProblemType code,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<Violation> violations) {
	}

}
