package org.bourse.web;

import java.io.IOException;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.bourse.access.Caller;
import org.bourse.access.Denials;
import org.bourse.metrics.RequestMeter;

import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Turns requests away that a token makes too soon. What is for everybody, as health and
 * the board's page, does not count.
 */
final class RateFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private final transient RequestMatcher forEverybody;

	private final transient Denials denials;

	private final transient RequestMeter refused;

	RateFilter(RequestMatcher forEverybody, Denials denials, MeterRegistry registry) {
		this.forEverybody = forEverybody;
		this.denials = denials;
		this.refused = new RequestMeter(registry, Command.DOOR, RequestMeter.UNKNOWN);
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		Caller caller = BearerFilter.caller(request);
		if (caller.rate() != null && !this.forEverybody.matches(request)) {
			long beganNanos = System.nanoTime();
			String refusal = this.denials.overRate(caller);
			if (refusal != null) {
				Problem problem = new Problem(ProblemType.RATE_LIMITED, refusal);
				this.refused.record(problem.type().outcome(), System.nanoTime() - beganNanos);
				problem.write(request, response);
				return;
			}
		}
		chain.doFilter(request, response);
	}

}
