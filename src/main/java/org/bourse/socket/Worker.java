package org.bourse.socket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import javax.net.ssl.SSLException;

import org.bourse.domain.Burst;
import org.bourse.log.FaultLog;
import org.bourse.tls.ServerTls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of the pool. It takes clients from the task queue and serves all that it took
 * with its own selector, so that a silent client costs it nothing. With nothing to do it
 * sleeps in the selector.
 * <p>
 * Threads: {@link #run} and what it calls is this worker's; {@link #claimIfIdle},
 * {@link #isBusy}, {@link #clients}, {@link #answered}, {@link #news} and {@link #stop}
 * may be called by any.
 */
final class Worker implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Worker.class);

	private static final FaultLog mistakes = new FaultLog(logger);

	/** How often timeouts are looked at, while there are clients. */
	private static final long CHECK_MILLIS = 500;

	/** Clients that are told of changes, before those who ask have their turn. */
	private static final int NEWS_PER_TURN = 32;

	private static final long BACK_OFF_NANOS = 100_000_000;

	private static final long DRAIN_WAIT_MILLIS = 20;

	/** How long a client may go on asking when the server stops. */
	private static final long LAST_REQUESTS_NANOS = 200_000_000;

	private final SocketProperties properties;

	private final TaskQueue queue;

	private final WorkerPool pool;

	private final CommandTable commands;

	private final SocketMeters meters;

	private final BufferBudget budget;

	private final ServerTls tls;

	private final TlsBuffers tlsBuffers = new TlsBuffers();

	private final Selector selector;

	private final Workbench bench;

	/**
	 * Whether this worker sleeps or is about to. Set before the last look for work, so
	 * that whoever brings work afterwards sees it and wakes the worker.
	 */
	private final AtomicBoolean idle = new AtomicBoolean();

	/** Connections with answered writes; filled by the threads of the store. */
	private final Queue<Connection> answered = new ConcurrentLinkedQueue<>();

	/** Connections with changes of stocks to be told; filled by the feed's thread. */
	private final Queue<Connection> news = new ConcurrentLinkedQueue<>();

	/** One object, by which the many that are delivered in a row are known as one. */
	private final Runnable wake = this::claimIfIdle;

	/** Connections whose next turn is due. */
	private final Queue<Connection> later = new ArrayDeque<>();

	/**
	 * Tells {@link #run} to end; the clients' last replies are sent until
	 * {@link #stopDeadlineNanos}.
	 */
	private volatile boolean stopping;

	/** Published by {@link #stopping}. */
	private long stopDeadlineNanos;

	/**
	 * How many it serves; written by this worker only, read by the pool that spreads
	 * clients.
	 */
	private volatile int clients;

	private long nowNanos = System.nanoTime();

	private long checkedNanos = this.nowNanos;

	/**
	 * Those that were served in this round of {@link #drain}; null before there is one.
	 */
	private @Nullable Set<Connection> servedInRound;

	/** Clients that were not given their last replies; told when the thread has ended. */
	private volatile int cutOff;

	Worker(SocketProperties properties, TaskQueue queue, WorkerPool pool, CommandTable commands, SocketMeters meters,
			BufferBudget budget, ServerTls tls) throws IOException {
		this.properties = properties;
		this.queue = queue;
		this.pool = pool;
		this.commands = commands;
		this.meters = meters;
		this.budget = budget;
		this.tls = tls;
		this.selector = Selector.open();
		this.bench = new Workbench(properties);
	}

	/** Wakes the worker if it is idle; false if it is busy, or was woken by another. */
	boolean claimIfIdle() {
		if (this.idle.compareAndSet(true, false)) {
			this.selector.wakeup();
			return true;
		}
		return false;
	}

	boolean isBusy() {
		return !this.idle.get();
	}

	int clients() {
		return this.clients;
	}

	int cutOff() {
		return this.cutOff;
	}

	/** A write of a connection of this worker was answered. */
	void answered(Connection connection) {
		this.answered.add(connection);
		Burst.atEnd(this.wake);
	}

	/** A connection of this worker has changes to tell its client. */
	void news(Connection connection) {
		this.news.add(connection);
		Burst.atEnd(this.wake);
	}

	/**
	 * Asks the worker to end.
	 * @param deadlineNanos {@link System#nanoTime} until when clients may be given their
	 * last replies
	 */
	void stop(long deadlineNanos) {
		this.stopDeadlineNanos = deadlineNanos;
		this.stopping = true;
		this.selector.wakeup();
	}

	/** For a worker whose thread was never started. */
	void closeUnstarted() {
		try {
			this.selector.close();
		}
		catch (IOException ex) {
			logger.debug("A selector was not closed cleanly", ex);
		}
	}

	@Override
	public void run() {
		try (this.selector) {
			while (!this.stopping) {
				// What all clients of a turn ask for reaches the store together.
				Burst.begin();
				try {
					turn();
				}
				finally {
					Burst.end();
				}
			}
			drain();
		}
		catch (IOException | RuntimeException ex) {
			logger.error("A socket worker could not be stopped cleanly", ex);
		}
	}

	/** The shell: whatever happens in a turn, the thread lives on. */
	private void turn() {
		try {
			doTurn();
		}
		catch (IOException | RuntimeException ex) {
			logger.error("A turn of a socket worker failed", ex);
			LockSupport.parkNanos(BACK_OFF_NANOS);
		}
	}

	private void doTurn() throws IOException {
		this.idle.set(true);
		if (hasWork() || this.stopping) {
			this.idle.set(false);
			this.selector.selectNow(this::serve);
		}
		else {
			this.selector.select(this::serve, (this.clients > 0) ? CHECK_MILLIS : 0);
			this.idle.set(false);
		}
		this.nowNanos = System.nanoTime();
		resumeConnections();
		takeClient();
		checkTimeouts();
	}

	private boolean hasWork() {
		return mayTakeClient() || !this.answered.isEmpty() || !this.news.isEmpty() || !this.later.isEmpty();
	}

	/** What the selector calls for each client that can be read or written. */
	private void serve(SelectionKey key) {
		if (this.idle.getPlain()) {
			this.idle.set(false);
		}
		this.nowNanos = System.nanoTime();
		Connection connection = (Connection) key.attachment();
		if (this.servedInRound != null) {
			this.servedInRound.add(connection);
		}
		attend(connection, Connection::ready);
	}

	private void resumeConnections() {
		for (Connection next = this.answered.poll(); next != null; next = this.answered.poll()) {
			attend(next, Connection::resume);
		}
		// Nobody who asks is kept waiting for a crowd that watches.
		for (int turns = 0; turns < NEWS_PER_TURN && !this.news.isEmpty(); turns++) {
			attend(this.news.remove(), Connection::resume);
		}
		for (int turns = this.later.size(); turns > 0; turns--) {
			attend(this.later.remove(), Connection::takeTurn);
		}
	}

	private boolean mayTakeClient() {
		return this.queue.size() > 0 && (this.stopping || this.pool.hasFewestClients(this));
	}

	/** One client a turn, as the next one may be another worker's. */
	private void takeClient() {
		if (!mayTakeClient()) {
			return;
		}
		AcceptedClient client = this.queue.poll();
		if (client == null) {
			return;
		}
		SocketChannel channel = client.channel();
		try {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			KeepAlive.turnOn(channel);
			SelectionKey key = channel.register(this.selector, SelectionKey.OP_READ);
			key.attach(new Connection(this, transport(channel), key, client.id(), this.commands,
					this.properties.maxInFlight()));
			this.clients = this.clients + 1;
			if (this.servedInRound != null) {
				// What it has sent is looked at in the next round.
				this.servedInRound.add((Connection) key.attachment());
			}
			if (this.queue.size() > 0) {
				this.pool.wakeIdlest();
			}
		}
		catch (IOException ex) {
			logger.debug("A client was gone before it was served", ex);
			release(channel);
		}
	}

	private Transport transport(SocketChannel channel) {
		return this.tls.isOn() ? new TlsTransport(channel, this.tls, this.tlsBuffers) : new PlainTransport(channel);
	}

	private void checkTimeouts() {
		if (this.nowNanos - this.checkedNanos > CHECK_MILLIS * 1_000_000) {
			this.checkedNanos = this.nowNanos;
			for (SelectionKey key : this.selector.keys()) {
				attend((Connection) key.attachment(), (connection) -> connection.checkTimeouts(this.properties));
			}
		}
	}

	/** The shell around all that is done for one client: its failure is its own. */
	private void attend(Connection connection, Step step) {
		try {
			step.perform(connection);
		}
		catch (SSLException ex) {
			logger.debug("TLS with a client has failed", ex);
			connection.refuseTls();
		}
		catch (IOException ex) {
			logger.debug("A client is gone", ex);
			connection.close();
		}
		catch (RuntimeException ex) {
			mistakes.error(() -> "A client could not be served and is closed", ex);
			connection.close(CloseReason.ERROR);
		}
	}

	/**
	 * Runs what has come already, sends the last replies and closes all clients. A client
	 * is closed in the first round in which it has sent nothing; one that goes on asking
	 * is refused after a while, so that it does not hold the stop.
	 */
	private void drain() throws IOException {
		Set<Connection> served = new HashSet<>();
		this.servedInRound = served;
		long beganNanos = System.nanoTime();
		long left = this.stopDeadlineNanos - beganNanos;
		while ((this.clients > 0 || this.queue.size() > 0) && left > 0) {
			served.clear();
			this.selector.selectNow(this::serve);
			resumeConnections();
			takeClient();
			if (System.nanoTime() - beganNanos > LAST_REQUESTS_NANOS) {
				served.forEach((connection) -> attend(connection, Connection::refuseMore));
			}
			closeThose((connection) -> connection.isQuiet() && !served.contains(connection));
			if (served.isEmpty() && !hasWork() && this.clients > 0) {
				this.selector.select(this::serve, DRAIN_WAIT_MILLIS);
			}
			left = this.stopDeadlineNanos - System.nanoTime();
		}
		int owed = 0;
		for (SelectionKey key : this.selector.keys()) {
			Connection connection = (Connection) key.attachment();
			if (!connection.isQuiet()) {
				owed++;
			}
			attend(connection, Connection::abandon);
		}
		this.cutOff = owed;
	}

	private void closeThose(Predicate<Connection> which) {
		for (SelectionKey key : this.selector.keys()) {
			Connection connection = (Connection) key.attachment();
			if (which.test(connection)) {
				connection.close(CloseReason.SHUTDOWN);
			}
		}
	}

	/** For the connection that has just been closed. */
	void closed(SelectionKey key, Transport transport, Session session) {
		key.cancel();
		this.clients = this.clients - 1;
		CloseReason reason = session.endReason();
		if (reason != null) {
			this.meters.connectionClosedBecause(reason);
			this.meters.faults().cutOff(reason, session);
		}
		release(transport);
	}

	/** Closes a client that was counted. */
	void release(Channel channel) {
		this.meters.connectionClosed();
		try {
			channel.close();
		}
		catch (IOException ex) {
			logger.debug("A client was not closed cleanly", ex);
		}
	}

	/** Gives a connection another turn after all others. */
	void runLater(Connection connection) {
		this.later.add(connection);
	}

	Workbench bench() {
		return this.bench;
	}

	SocketMeters meters() {
		return this.meters;
	}

	BufferBudget budget() {
		return this.budget;
	}

	/** {@link System#nanoTime} of when the event at hand was noticed. */
	long nowNanos() {
		return this.nowNanos;
	}

	/** Something to do for one client. */
	private interface Step {

		void perform(Connection connection) throws IOException;

	}

}
