package org.bourse.web;

import java.io.IOException;

import jakarta.servlet.ServletException;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.bourse.log.FaultLog;
import org.slf4j.LoggerFactory;

/**
 * Tells of clients that Tomcat turned away before it knew what they want, as what they
 * sent is not HTTP; Tomcat itself would do so with a stack trace. It is an access log, as
 * nothing else is told of them.
 */
final class NotHttp extends ValveBase implements AccessLog {

	/** Of one server, as the valve is, so that each tells of its first one. */
	private final FaultLog strangers = new FaultLog(LoggerFactory.getLogger(NotHttp.class));

	NotHttp() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		getNext().invoke(request, response);
	}

	@Override
	public void log(Request request, Response response, long nanos) {
		if (request.getWrapper() == null && response.getStatus() >= 400) {
			this.strangers
				.warn(() -> request.getRemoteAddr() + " was turned away by the HTTP door with " + response.getStatus()
						+ ": what it sent cannot be understood as HTTP/1.1, or it speaks TLS where none is spoken "
						+ "or none where it is");
		}
	}

	@Override
	public void setRequestAttributesEnabled(boolean enabled) {
		// For logs that show them.
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return false;
	}

}
