package org.bourse.web;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Gives requests a way to close their connection at once, with what waits to be written.
 * Servlets have none: a request that is completed ends when the client has taken
 * everything, which may be never.
 */
final class ConnectionCloser extends ValveBase {

	private static final String ATTRIBUTE = ConnectionCloser.class.getName();

	ConnectionCloser() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		org.apache.coyote.Response connection = response.getCoyoteResponse();
		Runnable closer = () -> connection.action(ActionCode.CLOSE_NOW, null);
		request.setAttribute(ATTRIBUTE, closer);
		getNext().invoke(request, response);
	}

	/**
	 * What closes the connection of a request that is answered asynchronously, from any
	 * thread. Its listeners are told of an error. Must not be run when the request has
	 * ended: Tomcat may use the connection's objects for another client by then.
	 */
	static Runnable of(HttpServletRequest request) {
		return (Runnable) request.getAttribute(ATTRIBUTE);
	}

}
