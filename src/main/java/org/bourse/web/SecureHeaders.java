package org.bourse.web;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What every answer tells browsers: to run nothing but our own scripts, to show nothing
 * of this server inside of other sites, to guess no types and to keep no quotes.
 */
final class SecureHeaders extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final String POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

	/**
	 * Swagger UI draws its symbols with data: images, and has style attributes in them.
	 * Scripts are its own files only.
	 */
	private static final String SWAGGER_POLICY = POLICY + "; img-src 'self' data:; style-src 'self' 'unsafe-inline'";

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		// Not the URI: /swagger-ui/../ is no page of Swagger UI.
		String path = request.getServletPath();
		set(response);
		if (path.startsWith("/swagger-ui/")) {
			response.setHeader("Content-Security-Policy", SWAGGER_POLICY);
		}
		if (path.startsWith("/api/")) {
			response.setHeader("Cache-Control", "no-store");
		}
		chain.doFilter(request, response);
	}

	static void set(HttpServletResponse response) {
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader("X-Frame-Options", "DENY");
		response.setHeader("Referrer-Policy", "no-referrer");
		response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
		response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
		response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
	}

}
