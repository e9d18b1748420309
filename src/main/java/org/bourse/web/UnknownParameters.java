package org.bourse.web;

import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses parameters in the query that the method does not have: a misspelt limit would
 * otherwise be no limit.
 */
final class UnknownParameters implements HandlerInterceptor {

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		if (request.getQueryString() != null && handler instanceof HandlerMethod method) {
			Set<String> known = Arrays.stream(method.getMethodParameters())
				.filter((parameter) -> parameter.hasParameterAnnotation(RequestParam.class))
				.map(MethodParameter::getParameter)
				.map((parameter) -> Objects.requireNonNull(parameter.getName()))
				.collect(Collectors.toSet());
			Fields fields = new Fields();
			request.getParameterMap()
				.keySet()
				.stream()
				.filter((name) -> !known.contains(name))
				.forEach((name) -> fields.unknown(name, ProblemType.PARAMETER_UNKNOWN));
			if (fields.areInvalid()) {
				throw fields.problem();
			}
		}
		return true;
	}

}
