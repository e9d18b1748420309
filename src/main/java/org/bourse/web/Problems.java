package org.bourse.web;

import java.io.IOException;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.bourse.metrics.RequestMeter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Answers with a problem whatever a request failed with, on every path.
 */
@ControllerAdvice
final class Problems {

	private static final Logger logger = LoggerFactory.getLogger(Problems.class);

	private final RequestMeter unknown;

	Problems(MeterRegistry registry) {
		this.unknown = new RequestMeter(registry, Command.DOOR, RequestMeter.UNKNOWN);
	}

	@ExceptionHandler
	void tell(Exception failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
		long beganNanos = System.nanoTime();
		if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
			logger.debug("A client went away: {}", failure.toString());
			return;
		}
		if (response.isCommitted()) {
			logger.warn("An answer could not be finished", failure);
			return;
		}
		Problem problem = problem(failure);
		if (failure instanceof ErrorResponse known) {
			known.getHeaders().forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
		}
		if (problem.type() == ProblemType.PATH_NOT_FOUND) {
			// Which paths are tried is nobody's business but the client's, so no tag says
			// it.
			this.unknown.record(problem.type().outcome(), System.nanoTime() - beganNanos);
		}
		problem.write(request, response);
	}

	private static Problem problem(Exception failure) {
		// Of Tomcat, which reads the query when it is first asked for a parameter.
		if (failure instanceof InvalidParameterException) {
			return new Problem(ProblemType.REQUEST_INVALID,
					"the query of the URL is not understood: write each parameter as name=value, and a percent sign as %25");
		}
		if (failure instanceof ErrorResponse known) {
			return of(known.getStatusCode());
		}
		ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(failure.getClass(), ResponseStatus.class);
		return (status != null) ? of(status.code()) : Problem.of(failure);
	}

	/**
	 * For what Spring or Tomcat refuse. Their own words would show the client's text.
	 */
	static Problem of(HttpStatusCode status) {
		HttpStatus known = HttpStatus.resolve(status.value());
		return switch ((known != null) ? known : HttpStatus.BAD_REQUEST) {
			case NOT_FOUND -> new Problem(ProblemType.PATH_NOT_FOUND,
					"there is nothing at this path; see /swagger-ui.html for what there is");
			case METHOD_NOT_ALLOWED ->
				new Problem(ProblemType.METHOD_NOT_ALLOWED, "this path has other methods only; see the header Allow");
			case UNSUPPORTED_MEDIA_TYPE ->
				new Problem(ProblemType.MEDIA_TYPE_UNSUPPORTED, "the body must have the Content-Type application/json");
			case NOT_ACCEPTABLE -> new Problem(ProblemType.NOT_ACCEPTABLE,
					"this path has no representation that the header Accept allows");
			case CONTENT_TOO_LARGE -> Bodies.tooLarge();
			case HTTP_VERSION_NOT_SUPPORTED ->
				new Problem(ProblemType.REQUEST_INVALID, "the first line of the request must end with HTTP/1.1");
			default -> status.is5xxServerError() ? new Problem(ProblemType.INTERNAL, "internal error") : new Problem(
					ProblemType.REQUEST_INVALID,
					"the request is not understood: its first line, a header or the encoding of its path is wrong "
							+ "or too long");
		};
	}

}
