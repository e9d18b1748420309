package org.bourse.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/**
 * Answers with a problem what never reached Spring: Tomcat has a page for it, which shows
 * what the client has sent. Public with a public constructor, as Tomcat makes it by name.
 */
public final class ProblemValve extends ErrorReportValve {

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			SecureHeaders.set(response.getResponse());
			response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
			response.setHeader("Cache-Control", "no-store");
			Problem problem = Problems.of(HttpStatusCode.valueOf(status));
			response.setStatus(problem.type().status().value());
			String json = new String(problem.json(request.getRequestURI()), StandardCharsets.UTF_8);
			response.setCharacterEncoding("utf-8");
			if (response.getReporter() != null) {
				response.getReporter().write(json);
				response.finishResponse();
			}
		}
		catch (IOException ex) {
			container.getLogger().debug("A client went away", ex);
		}
	}

}
