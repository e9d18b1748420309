package org.bourse.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import org.bourse.access.Access;
import org.bourse.domain.StockRepository;
import org.bourse.feed.QuoteFeed;
import org.bourse.limits.OpenFiles;
import org.bourse.tls.ServerTls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.SmartLifecycle;

/**
 * The socket door as a whole. {@link #start} starts the workers, then listens;
 * {@link #stop} stops listening, unless {@link #stopListening} has, lets the workers
 * finish what came already within the grace, and closes all clients. It can be started
 * again.
 */
public final class SocketListener implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(SocketListener.class);

	private final SocketProperties properties;

	private final ServerTls tls;

	private final SocketMeters meters;

	private final CommandTable commands;

	private final TaskQueue queue;

	private final BufferBudget budget;

	/**
	 * The parts of the running listener; null while it is stopped. Read by metrics,
	 * health and INFO.
	 */
	private volatile @Nullable Running running;

	/** Clients that the stop did not give their last replies. */
	private volatile int cutOff;

	/**
	 * @param tracer makes a span of each request; null if none are made
	 * @param version of Bourse
	 * @param about further fields of INFO
	 */
	SocketListener(SocketProperties properties, ServerTls tls, StockRepository repository, QuoteFeed feed,
			Access access, MeterRegistry registry, @Nullable Tracer tracer, String version, Map<String, Object> about) {
		this.properties = properties;
		this.tls = tls;
		this.meters = new SocketMeters(registry, tracer);
		this.queue = new TaskQueue(properties.queueCapacity(), registry);
		this.budget = new BufferBudget(properties.maxBuffered().toBytes());
		this.commands = commands(repository, feed, access, version, about);
		this.meters.observe(this, this.budget);
	}

	private CommandTable commands(StockRepository repository, QuoteFeed feed, Access access, String version,
			Map<String, Object> about) {
		List<Command> all = new ArrayList<>();
		all.addAll(new MarketCommands(repository).commands());
		all.addAll(new SubscriptionCommands(feed, this.meters, this.properties.maxSubscriptions()).commands());
		all.addAll(new ConnectionCommands(version, access, this.meters).commands());
		all.addAll(new ServerCommands(version, about, this.properties, this.meters, this::port).commands());
		all.add(new CommandCommand(all).command());
		return new CommandTable(all, access.stranger(), this.meters);
	}

	/**
	 * @throws IllegalStateException if the address or port cannot be had
	 */
	@Override
	public synchronized void start() {
		if (isRunning()) {
			return;
		}
		ServerSocket serverSocket = bind(new InetSocketAddress(this.properties.address(), this.properties.port()));
		try {
			WorkerPool pool = new WorkerPool(this.properties.workers(), this.queue,
					(workers) -> new Worker(this.properties, this.queue, workers, this.commands, this.meters,
							this.budget, this.tls));
			pool.start();
			int maxConnections = OpenFiles.SOCKET.lower("bourse.socket.max-connections",
					this.properties.maxConnections());
			Acceptor acceptor = new Acceptor(serverSocket, pool, this.meters, maxConnections, this.tls.isOn());
			Thread thread = new Thread(acceptor, "bourse-socket-acceptor");
			thread.setDaemon(true);
			thread.setUncaughtExceptionHandler(WorkerPool::endProcess);
			this.running = new Running(serverSocket, pool, acceptor, thread, maxConnections);
			thread.start();
			logger.debug("Socket door open on {} with {} workers", serverSocket.getLocalSocketAddress(), pool.size());
		}
		catch (IOException ex) {
			closeQuietly(serverSocket);
			throw new FailureAnalyzedException(
					"cannot start " + this.properties.workers() + " socket workers: " + ex.getMessage() + ".",
					"Raise the limit on open files (ulimit -n) or lower bourse.socket.threads.", ex);
		}
	}

	private ServerSocket bind(InetSocketAddress address) {
		// From a channel, so that accepted sockets have one, too.
		try {
			ServerSocket serverSocket = ServerSocketChannel.open().socket();
			try {
				serverSocket.setReuseAddress(true);
				serverSocket.bind(address, this.properties.backlog());
				return serverSocket;
			}
			catch (IOException ex) {
				closeQuietly(serverSocket);
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("bourse.socket.address, bourse.socket.port: cannot listen on " + address,
					ex);
		}
	}

	private static void closeQuietly(ServerSocket serverSocket) {
		try {
			serverSocket.close();
		}
		catch (IOException ex) {
			logger.debug("The listening socket was not closed cleanly", ex);
		}
	}

	/** Refuses new clients; those that are here are served until {@link #stop}. */
	synchronized void stopListening() {
		Running parts = this.running;
		if (parts != null) {
			parts.acceptor.stop(parts.acceptorThread);
		}
	}

	@Override
	public synchronized void stop() {
		Running parts = this.running;
		if (parts == null) {
			return;
		}
		parts.acceptor.stop(parts.acceptorThread);
		this.cutOff = parts.pool.stop(this.properties.shutdownGrace());
		this.running = null;
	}

	int cutOff() {
		return this.cutOff;
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	/** The port that is listened on; the configured one while stopped. */
	public int port() {
		Running parts = this.running;
		return (parts != null) ? parts.serverSocket.getLocalPort() : this.properties.port();
	}

	SocketProperties properties() {
		return this.properties;
	}

	SocketMeters meters() {
		return this.meters;
	}

	/** Whether all its threads live. */
	boolean isHealthy() {
		Running parts = this.running;
		return parts != null && parts.acceptorThread.isAlive() && parts.pool.isAlive();
	}

	int workers() {
		Running parts = this.running;
		return (parts != null) ? parts.pool.size() : 0;
	}

	int busyWorkers() {
		Running parts = this.running;
		return (parts != null) ? parts.pool.busyWorkers() : 0;
	}

	/** Clients that there may be at one time; as configured while stopped. */
	int maxConnections() {
		Running parts = this.running;
		return (parts != null) ? parts.maxConnections : this.properties.maxConnections();
	}

	List<Integer> clientsOfEachWorker() {
		Running parts = this.running;
		return (parts != null) ? parts.pool.clientsOfEach() : List.of();
	}

	private record Running(ServerSocket serverSocket, WorkerPool pool, Acceptor acceptor, Thread acceptorThread,
			int maxConnections) {
	}

}
