package org.bourse.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.bourse.access.Access;
import org.bourse.access.Caller;
import org.bourse.access.Denials;
import org.bourse.access.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may do what over HTTP, by Spring Security. Only set up where there are credentials.
 * The board and what it is made of, and health, are for everybody; a path that is not
 * named here is for nobody.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(CredentialsConfigured.class)
@EnableWebSecurity
class HttpAccess {

	private static final Logger logger = LoggerFactory.getLogger(HttpAccess.class);

	private static final String STOCK = "/api/v1/stocks/*";

	private static final String[] FOR_EVERYBODY = { "/", "/index.html", "/board/**", "/webjars/**", "/favicon.ico",
			"/actuator/health/**", "/livez", "/readyz" };

	/** A browser's, and what the server tells about itself. */
	private static final String[] FOR_READERS = { "/api/v1/stocks", STOCK, STOCK + "/trades", STOCK + "/events",
			STOCK + "/candles", "/api/v1/stream", "/actuator", "/actuator/info", "/actuator/metrics/**",
			"/actuator/prometheus", "/actuator/sbom/**" };

	/** The description of the API, which is in the repository, too. */
	private static final String[] DESCRIPTION = { "/swagger-ui.html", "/swagger-ui/**", "/v3/api-docs/**",
			"/v3/api-docs.yaml" };

	private final Denials denials;

	private final MeterRegistry registry;

	HttpAccess(MeterRegistry registry) {
		this.registry = registry;
		this.denials = new Denials(Command.DOOR, registry);
	}

	@Bean
	SecurityFilterChain httpAccessChain(HttpSecurity http, Access access) throws Exception {
		return http.authorizeHttpRequests((requests) -> requests
			// What goes on was let in when it began.
			.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.FORWARD, DispatcherType.ERROR)
			.permitAll()
			.requestMatchers(HttpMethod.OPTIONS)
			.permitAll()
			.requestMatchers(FOR_EVERYBODY)
			.permitAll()
			.requestMatchers(DESCRIPTION)
			.permitAll()
			.requestMatchers(HttpMethod.GET, FOR_READERS)
			.hasRole(Role.READ.name())
			.requestMatchers(HttpMethod.HEAD, FOR_READERS)
			.hasRole(Role.READ.name())
			.requestMatchers(HttpMethod.POST, STOCK + "/trades")
			.hasRole(Role.TRADE.name())
			.requestMatchers(HttpMethod.PUT, STOCK + "/price")
			.hasRole(Role.FEED.name())
			.requestMatchers(HttpMethod.POST, STOCK + "/halt", STOCK + "/resume")
			.hasRole(Role.ADMIN.name())
			.anyRequest()
			.denyAll())
			.addFilterBefore(new BearerFilter(access, this::wrongToken), AuthorizationFilter.class)
			.addFilterAfter(new RateFilter(forEverybody(), this.denials, this.registry), AuthorizationFilter.class)
			.exceptionHandling((failures) -> failures.authenticationEntryPoint(this::tokenMissing)
				.accessDeniedHandler(this::notAllowed))
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			// A browser sends no token by itself, so no other site can make it.
			.csrf(AbstractHttpConfigurer::disable)
			.headers(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.build();
	}

	private static RequestMatcher forEverybody() {
		return new OrRequestMatcher(Stream.of(FOR_EVERYBODY, DESCRIPTION)
			.flatMap(Arrays::stream)
			.<RequestMatcher>map(PathPatternRequestMatcher::pathPattern)
			.toList());
	}

	/** Before bodies are read, behind the headers that every answer has. */
	@Bean
	FilterRegistrationBean<Filter> accessFilter(@Qualifier("springSecurityFilterChain") Filter chain) {
		FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(chain);
		filter.setDispatcherTypes(DispatcherType.REQUEST);
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		return filter;
	}

	private void tokenMissing(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
			throws IOException {
		this.denials.denied(BearerFilter.caller(request));
		challenge(request, response, "Bearer", new Problem(ProblemType.UNAUTHENTICATED,
				"this server wants a token: send the header 'Authorization: Bearer TOKEN'"));
	}

	private void notAllowed(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
			throws IOException {
		Caller caller = BearerFilter.caller(request);
		this.denials.denied(caller);
		Role role = missing(why);
		new Problem(ProblemType.PERMISSION_DENIED, request.getMethod() + " of this path "
				+ ((role != null) ? "needs the role " + role : "is not offered") + "; this token has " + caller.roles())
			.write(request, response);
	}

	/** Which role the rules above ask for; null if nobody may. */
	private static @Nullable Role missing(AccessDeniedException why) {
		if (why instanceof AuthorizationDeniedException denied
				&& denied.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision) {
			for (Role role : Role.values()) {
				if (decision.getAuthorities().contains(role.authority())) {
					return role;
				}
			}
		}
		return null;
	}

	/** Answers after a while, so that guessing is slow, and holds no thread meanwhile. */
	private void wrongToken(HttpServletRequest request, HttpServletResponse response) {
		AsyncContext later = request.startAsync(request, response);
		later.setTimeout(0);
		this.denials.wrongToken().thenRun(() -> {
			try {
				challenge(request, response, "Bearer error=\"invalid_token\"",
						new Problem(ProblemType.TOKEN_INVALID, "the token is not known, or has expired"));
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("A client with a wrong token is gone", ex);
			}
			later.complete();
		});
	}

	private static void challenge(HttpServletRequest request, HttpServletResponse response, String challenge,
			Problem problem) throws IOException {
		response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
		problem.write(request, response);
	}

}
