package org.bourse.web;

import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.bourse.metrics.DoorMeters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's own protocol, which tells how many connections and threads it has. Tomcat's
 * count of connections has one more, that which its acceptor waits for, and there is none
 * of those that came. A connection above the most is not turned away: it waits in the
 * operating system's backlog. Made by Tomcat, by its name.
 */
public final class MeasuredProtocol extends Http11NioProtocol {

	private static final Logger logger = LoggerFactory.getLogger(MeasuredProtocol.class);

	/** Of the files that the process may open one in so many can be a client here. */
	private static final int SHARE_OF_DESCRIPTORS = 4;

	private final Endpoint endpoint;

	public MeasuredProtocol() {
		this(new Endpoint());
	}

	private MeasuredProtocol(Endpoint endpoint) {
		super(endpoint);
		this.endpoint = endpoint;
	}

	/** Else its clients could take what the store and the other doors need. */
	@Override
	public void init() throws Exception {
		if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
			int wanted = getMaxConnections();
			int possible = possibleConnections(wanted, unix.getMaxFileDescriptorCount());
			if (possible != wanted) {
				logger.warn("server.tomcat.max-connections lowered from {} to {}: the process may open {} files",
						wanted, possible, unix.getMaxFileDescriptorCount());
				setMaxConnections(possible);
			}
		}
		super.init();
	}

	/**
	 * @param wanted below 0 for any number, as Tomcat has it
	 */
	static int possibleConnections(int wanted, long descriptors) {
		int possible = (int) Math.max(1, Math.min(Integer.MAX_VALUE, descriptors / SHARE_OF_DESCRIPTORS));
		return (wanted < 0) ? possible : Math.min(wanted, possible);
	}

	/** To be called before it starts. */
	void measureAs(DoorMeters door) {
		this.endpoint.accepted = door.acceptedConnections();
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
