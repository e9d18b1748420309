package org.bourse.web;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Refuses requests for a host that this server is not. While nobody has to say who they
 * are, a web page elsewhere could give its own name this server's address (DNS rebinding)
 * and have a browser ask and trade for it: what it cannot do is to hide the name in
 * {@code Host}. Addresses, and names without a dot, which no site has, are let through.
 */
final class KnownHosts extends HttpFilter {

	private static final long serialVersionUID = 1L;

	private static final Pattern ADDRESS_OR_SIMPLE_NAME = Pattern
		.compile("\\[[0-9a-f:.%a-z]*\\]|[0-9]+(\\.[0-9]+){3}|[a-z0-9_-]+|([a-z0-9_-]+\\.)*localhost");

	private final transient List<String> hosts;

	/**
	 * @param hosts further names that are good
	 */
	KnownHosts(List<String> hosts) {
		this.hosts = hosts.stream().map((host) -> host.toLowerCase(Locale.ROOT)).toList();
	}

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		String host = request.getServerName().toLowerCase(Locale.ROOT);
		if (ADDRESS_OR_SIMPLE_NAME.matcher(host).matches() || this.hosts.contains(host)) {
			chain.doFilter(request, response);
			return;
		}
		new Problem(ProblemType.HOST_UNKNOWN,
				"this server does not go by the name in Host; if it should, put the name into bourse.web.hosts")
			.write(request, response);
	}

}
