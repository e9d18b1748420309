package org.bourse.web;

import java.io.IOException;
import java.util.function.BiConsumer;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.bourse.access.Access;
import org.bourse.access.AccessUnavailableException;
import org.bourse.access.BearerToken;
import org.bourse.access.Caller;
import org.bourse.access.Role;

import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Tells Spring Security, and the endpoints, who asks: by the token of the header
 * {@code Authorization}.
 */
final class BearerFilter extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final String CALLER = BearerFilter.class.getName() + ".caller";

	private final transient Access access;

	private final transient BiConsumer<HttpServletRequest, HttpServletResponse> wrongToken;

	/**
	 * @param wrongToken answers who has shown a token that nobody has
	 */
	BearerFilter(Access access, BiConsumer<HttpServletRequest, HttpServletResponse> wrongToken) {
		this.access = access;
		this.wrongToken = wrongToken;
	}

	/** Who asks; anybody, if everybody may do everything. */
	static Caller caller(HttpServletRequest request) {
		return (request.getAttribute(CALLER) instanceof Caller known) ? known : Caller.anybody();
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		String token = BearerToken.of(request.getHeader(HttpHeaders.AUTHORIZATION));
		Caller caller = this.access.stranger();
		if (token != null) {
			try {
				caller = this.access.findOrAsk(token);
			}
			catch (AccessUnavailableException ex) {
				new Problem(ProblemType.UNAVAILABLE, String.valueOf(ex.getMessage())).write(request, response);
				return;
			}
			if (caller == null) {
				this.wrongToken.accept(request, response);
				return;
			}
			SecurityContext context = SecurityContextHolder.createEmptyContext();
			context.setAuthentication(authentication(caller));
			SecurityContextHolder.setContext(context);
		}
		request.setAttribute(CALLER, caller);
		chain.doFilter(request, response);
	}

	private static Authentication authentication(Caller caller) {
		return UsernamePasswordAuthenticationToken.authenticated(caller, null,
				caller.roles().stream().map(Role::authority).toList());
	}

}
