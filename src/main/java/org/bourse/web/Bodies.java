package org.bourse.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the bodies of requests, up to a limit and for a limited time. No thread waits for
 * a body that is slow to come. The request goes on when it is whole, and finds it in its
 * attribute {@link #BODY}.
 */
final class Bodies extends HttpFilter {

	/** The request attribute that has the body: a byte array, empty without one. */
	static final String BODY = "org.bourse.web.body";

	/** Several times what any request needs. */
	static final int MAX_BYTES = 8 * 1024;

	private static final long serialVersionUID = 1L;

	/**
	 * Whoever sends too much should be able to read that: so much is read and thrown away
	 * first, then the connection is cut.
	 */
	private static final int MAX_DISCARDED_BYTES = 1024 * 1024;

	/** Shorter than Tomcat's time for a silent client, who could not be told any more. */
	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(Bodies.class);

	@Override
	protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request.getDispatcherType() != DispatcherType.REQUEST) {
			chain.doFilter(request, response);
			return;
		}
		if (request.getContentLengthLong() == 0
				|| (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null)) {
			request.setAttribute(BODY, new byte[0]);
			chain.doFilter(request, response);
			return;
		}
		AsyncContext async = request.startAsync(request, response);
		async.setTimeout(TIMEOUT.toMillis());
		Reading reading = new Reading(async, request, response);
		async.addListener(reading);
		request.getInputStream().setReadListener(reading);
	}

	static Problem tooLarge() {
		return new Problem(ProblemType.BODY_TOO_LARGE, "the body must have at most " + MAX_BYTES + " bytes");
	}

	/**
	 * One body. The container calls it from one thread at a time.
	 */
	private static final class Reading implements ReadListener, AsyncListener {

		private final AsyncContext async;

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private final ServletInputStream in;

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		private final byte[] chunk = new byte[4096];

		private int received;

		private boolean ended;

		Reading(AsyncContext async, HttpServletRequest request, HttpServletResponse response) throws IOException {
			this.async = async;
			this.request = request;
			this.response = response;
			this.in = request.getInputStream();
		}

		@Override
		public void onDataAvailable() throws IOException {
			while (!this.ended && this.in.isReady()) {
				int count = this.in.read(this.chunk);
				if (count < 0) {
					return;
				}
				this.received += count;
				if (this.received <= MAX_BYTES) {
					this.body.write(this.chunk, 0, count);
				}
				else if (this.received > MAX_DISCARDED_BYTES) {
					end(tooLarge());
				}
			}
		}

		@Override
		public void onAllDataRead() throws IOException {
			if (this.ended) {
				return;
			}
			if (this.received > MAX_BYTES) {
				end(tooLarge());
				return;
			}
			this.ended = true;
			this.request.setAttribute(BODY, this.body.toByteArray());
			this.async.dispatch();
		}

		private void end(Problem problem) throws IOException {
			this.ended = true;
			problem.write(this.request, this.response);
			this.async.complete();
		}

		@Override
		public void onError(Throwable failure) {
			logger.debug("A body did not come: {}", failure.toString());
			if (!this.ended) {
				this.ended = true;
				this.async.complete();
			}
		}

		@Override
		public void onTimeout(AsyncEvent event) throws IOException {
			if (!this.ended) {
				this.response.setHeader("Connection", "close");
				end(new Problem(ProblemType.BODY_TOO_SLOW, "the body must come within five seconds"));
			}
		}

		@Override
		public void onComplete(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
