package org.bourse.web;

import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.bourse.limits.OpenFiles;
import org.bourse.metrics.DoorMeters;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's own protocol, which tells how many connections and threads it has. Tomcat's
 * count of connections has one more, that which its acceptor waits for, and there is none
 * of those that came. A connection above the most is not turned away: it waits in the
 * operating system's backlog. Made by Tomcat, by its name.
 */
public final class MeasuredProtocol extends Http11NioProtocol {

	private final Endpoint endpoint;

	/** Set before it is initialized. */
	private @Nullable Counter headerDeadlines;

	public MeasuredProtocol() {
		this(new Endpoint());
	}

	private MeasuredProtocol(Endpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	/**
	 * Not more connections than the other doors and the store leave; and no request whose
	 * head takes longer than a client may be silent within it.
	 */
	@Override
	public void init() throws Exception {
		this.endpoint.setHandler(new HeaderDeadline(this.endpoint.getHandler(),
				TimeUnit.MILLISECONDS.toNanos(getConnectionTimeout()), this.headerDeadlines));
		setMaxConnections(OpenFiles.HTTP.lower("server.tomcat.max-connections", getMaxConnections()));
		super.init();
	}

	/** To be called before it starts. */
	void measureAs(DoorMeters door) {
		this.endpoint.accepted = door.acceptedConnections();
		this.headerDeadlines = door.closedConnections("request-timeout");
		door.connections(this.endpoint::open);
		door.maxConnections(this::getMaxConnections);
		door.threads(this::getMaxThreads, this::busyThreads);
	}

	private int busyThreads() {
		Executor threads = getExecutor();
		return (threads instanceof ThreadPoolExecutor pool) ? pool.getActiveCount() : 0;
	}

	private static final class Endpoint extends NioEndpoint {

		/** Set before the acceptor starts. */
		private @Nullable Counter accepted;

		@Override
		protected SocketChannel serverSocketAccept() throws Exception {
			SocketChannel client = super.serverSocketAccept();
			if (this.accepted != null) {
				this.accepted.increment();
			}
			return client;
		}

		private int open() {
			return this.connections.size();
		}

	}

}
