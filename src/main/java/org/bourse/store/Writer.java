package org.bourse.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.MarketFault;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.store.ledger.Decisions;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.Ledger;
import org.bourse.store.ledger.LedgerException;
import org.bourse.store.ledger.LedgerFailure;
import org.bourse.store.ledger.LedgerTrade;
import org.bourse.store.ledger.Node;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: the one thread that writes, {@code bourse-store-writer}. A batch is what
 * has queued up while the last commit ran. An answer is given after the commit of its
 * batch has returned, never before.
 * <p>
 * What an error does to a batch is in {@link #notApplied} and {@link #commitFailed}; a
 * batch stays at the head until it is answered.
 */
final class Writer implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Writer.class);

	/** Between attempts to connect, and between probes of a full disk. */
	private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);

	private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);

	/** Doubled with each attempt, up to the last. */
	private static final long CONFLICT_PAUSE_MICROS = 500;

	private static final long MAX_CONFLICT_PAUSE_MICROS = 50_000;

	/** How often a lost commit is asked for while the server still holds it. */
	private static final int SETTLE_ATTEMPTS = 10;

	private final Dialect dialect;

	private final Node node;

	private final Duration timeout;

	private final int maxBatch;

	private final Clock clock;

	private final SessionCalendar calendar;

	private final WriteQueue queue;

	private final StoreState state;

	private final StoreMeters meters;

	/** Puts into the cache what was committed, and tells whom it concerns. */
	private final CommitListener listener;

	/** Is told that the ledger is broken; to end the process. */
	private final Consumer<Throwable> onBroken;

	/** Batches that are not answered yet, the first one first. Read by the watch. */
	private final ConcurrentLinkedDeque<Batch> open = new ConcurrentLinkedDeque<>();

	private final CountDownLatch stopping = new CountDownLatch(1);

	private @Nullable Ledger ledger;

	/** Grows with every transaction of this process that is written. */
	private long commits;

	/** Writes that were answered after their commit; this thread's, read by all. */
	private volatile long written;

	/** Writes that the end of this thread has found. */
	private final AtomicInteger givenUp = new AtomicInteger();

	Writer(Dialect dialect, Node node, StoreProperties properties, Clock clock, SessionCalendar calendar,
			WriteQueue queue, StoreState state, StoreMeters meters, CommitListener listener,
			Consumer<Throwable> onBroken) {
		this.dialect = dialect;
		this.node = node;
		this.timeout = properties.timeout();
		this.maxBatch = properties.maxBatch();
		this.clock = clock;
		this.calendar = calendar;
		this.queue = queue;
		this.state = state;
		this.meters = meters;
		this.listener = listener;
		this.onBroken = onBroken;
	}

	@Override
	public void run() {
		try {
			while (!isFinished()) {
				step();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Throwable ex) {
			broken(ex);
			throw ex;
		}
		finally {
			failOpen("the server is stopping; not applied");
			disconnect();
		}
	}

	/** Told to stop, with nothing left to do or no means to do it. */
	private boolean isFinished() {
		boolean idle = this.open.isEmpty() && this.queue.isExhausted();
		return this.state.isBroken() || (isStopping() && (idle || this.ledger == null));
	}

	private void step() throws InterruptedException {
		Ledger connected = connect();
		if (connected == null) {
			this.stopping.await(RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
		}
		else if (this.state.isUnwritable()) {
			probe(connected);
		}
		else {
			Batch batch = next();
			if (batch != null) {
				run(batch, connected);
				if (batch.isAnswered()) {
					this.open.remove(batch);
				}
			}
		}
	}

	private @Nullable Ledger connect() {
		if (this.ledger == null) {
			try {
				this.ledger = Ledger.open(this.dialect, this.node, this.timeout);
				this.state.opened();
			}
			catch (SQLException | LedgerException ex) {
				this.state.lost(ex);
				dropAnswered();
			}
		}
		return this.ledger;
	}

	private void dropAnswered() {
		this.open.removeIf(Batch::isAnswered);
	}

	/** What is to be done next; null if nothing has come for a while. */
	private @Nullable Batch next() throws InterruptedException {
		dropAnswered();
		Batch first = this.open.peekFirst();
		if (first == null) {
			List<Write<?>> writes = this.queue.take(this.maxBatch, RETRY_INTERVAL.toNanos());
			if (!writes.isEmpty()) {
				first = new Batch(writes, System.nanoTime());
				this.open.addFirst(first);
			}
		}
		return first;
	}

	private void run(Batch batch, Ledger connected) throws InterruptedException {
		if (batch.isCommitting()) {
			settle(batch, connected);
			return;
		}
		long beganNanos = System.nanoTime();
		Decisions decisions;
		try {
			connected.begin();
			Map<Symbol, Stock> stocks = connected.lock(batch.symbols(), ++this.commits);
			Map<ClientOrderId, LedgerTrade> executed = connected.find(batch.ids());
			decisions = new Decisions(stocks, executed, this.node.name(), now(), this.calendar);
			batch.decide(decisions);
			if (decisions.changed().isEmpty()) {
				// Refusals and repetitions: true whatever becomes of this transaction.
				connected.rollback();
				batch.complete();
				return;
			}
			connected.write(decisions);
			if (!batch.beginCommit(decisions, this.commits)) {
				connected.rollback();
				return;
			}
		}
		catch (SQLException | RuntimeException ex) {
			notApplied(batch, connected, ex);
			return;
		}
		try {
			connected.commit();
		}
		catch (SQLException ex) {
			commitFailed(batch, connected, ex);
			return;
		}
		// Those who are answered take their time on this thread, too.
		this.meters.committed(batch, System.nanoTime() - beganNanos);
		committed(batch);
	}

	private Instant now() {
		return this.clock.instant();
	}

	private void committed(Batch batch) {
		// First the cache: whoever is answered may look.
		this.listener.committed(batch.decisions().changed());
		this.written = this.written + batch.size();
		batch.complete();
		this.listener.answered(batch.decisions().changed());
	}

	/** An error before a commit was sent: nothing of the batch is in the database. */
	private void notApplied(Batch batch, Ledger connected, Exception error) throws InterruptedException {
		LedgerFailure failure = classify(error);
		if (failure != LedgerFailure.BROKEN && !rollback(connected)) {
			failure = LedgerFailure.LOST;
		}
		switch (failure) {
			case CONFLICT -> {
				this.meters.conflict();
				pauseAfterConflict(batch.nextConflict());
			}
			case REFUSED -> isolate(batch, error);
			case UNWRITABLE -> unwritable(batch, error);
			case LOST -> {
				this.state.lost(error);
				disconnect();
			}
			case BROKEN -> broken(error);
		}
	}

	private LedgerFailure classify(Exception error) {
		if (error instanceof SQLException sql) {
			return this.dialect.classify(sql);
		}
		return (error instanceof LedgerException) ? LedgerFailure.BROKEN : LedgerFailure.REFUSED;
	}

	private void commitFailed(Batch batch, Ledger connected, SQLException error) throws InterruptedException {
		LedgerFailure failure = this.dialect.classify(error);
		switch (failure) {
			case LOST -> {
				// The batch stays as it is, to be asked for over the next connection.
				logger.warn("The connection was lost during a commit of {} writes, whose outcome will be asked for: {}",
						batch.size(), LedgerException.oneLine(error));
				this.state.lost(error);
				disconnect();
			}
			case BROKEN -> broken(error);
			default -> {
				batch.commitFailed();
				notApplied(batch, connected, error);
			}
		}
	}

	/** Asks what became of a commit whose answer was lost. */
	private void settle(Batch batch, Ledger connected) throws InterruptedException {
		try {
			if (connected.isCommitted(batch.number())) {
				committed(batch);
				logger.info("The commit of {} writes whose answer was lost was applied", batch.size());
			}
			else {
				logger.info("The commit of {} writes whose answer was lost was not applied", batch.size());
				batch.commitFailed();
			}
		}
		catch (SQLException ex) {
			unsettled(batch, ex);
		}
		catch (LedgerException ex) {
			broken(ex);
		}
	}

	private void unsettled(Batch batch, SQLException error) {
		switch (this.dialect.classify(error)) {
			case LOST -> {
				this.state.lost(error);
				disconnect();
			}
			case BROKEN -> broken(error);
			default -> {
				// At first the database has not noticed yet that the old connection is
				// gone, and its locks are still held.
				if (batch.nextInquiry() >= SETTLE_ATTEMPTS) {
					this.meters.unknown(batch.fail("not applied"));
					logger.error("The outcome of {} writes could not be found out: {}", batch.size(),
							LedgerException.oneLine(error));
				}
			}
		}
	}

	/** Runs the halves, so that in the end only the write at fault fails. */
	private void isolate(Batch batch, Exception error) {
		if (batch.size() > 1) {
			// In the list at every moment, for the watch to see.
			List<Batch> halves = batch.split();
			for (int i = halves.size() - 1; i >= 0; i--) {
				this.open.addFirst(halves.get(i));
			}
			this.open.remove(batch);
		}
		else if (batch.nextRefusal() > 1) {
			// At the first attempt another server may have used the same id at the same
			// time. Now it would have been seen.
			batch.fail("the database refused this write, see the log of the server; not applied");
			logger.error("A write of {} was refused by the database: {}", batch.symbols(),
					LedgerException.oneLine(error));
		}
	}

	private void unwritable(Batch batch, Exception error) throws InterruptedException {
		this.state.unwritable(error);
		String message = "the store cannot write (" + LedgerException.oneLine(error) + "); not applied";
		batch.fail(message);
		failQueued(message);
	}

	private void probe(Ledger connected) throws InterruptedException {
		if (this.stopping.await(PROBE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
			this.queue.close();
			failOpen("the server is stopping; not applied");
			return;
		}
		failQueued("the store cannot write; not applied");
		try {
			connected.probe();
			this.state.opened();
		}
		catch (SQLException ex) {
			switch (this.dialect.classify(ex)) {
				case BROKEN -> broken(ex);
				case LOST -> {
					this.state.lost(ex);
					disconnect();
				}
				default -> this.state.unwritable(ex);
			}
		}
	}

	private void failQueued(String message) throws InterruptedException {
		for (Write<?> write : this.queue.take(Integer.MAX_VALUE, 0)) {
			write.fail(MarketFault.UNAVAILABLE, message);
		}
	}

	/** Nothing may be acknowledged any more. */
	private void broken(Throwable error) {
		this.state.broken(error);
		this.queue.close();
		failOpen("the store is broken; not applied");
		this.onBroken.accept(error);
	}

	private void failOpen(String message) {
		for (Batch batch : this.open) {
			this.givenUp.addAndGet(batch.size());
			this.meters.unknown(batch.fail(message));
		}
		this.open.clear();
		List<Write<?>> queued = this.queue.expire(-1);
		this.givenUp.addAndGet(queued.size());
		queued.forEach((write) -> write.fail(MarketFault.UNAVAILABLE, message));
	}

	private void pauseAfterConflict(int attempt) throws InterruptedException {
		long longest = Math.min(MAX_CONFLICT_PAUSE_MICROS, CONFLICT_PAUSE_MICROS << Math.min(attempt, 10));
		TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(longest));
	}

	private static boolean rollback(Ledger connected) {
		try {
			connected.rollback();
			return true;
		}
		catch (SQLException ex) {
			logger.debug("A transaction was not rolled back", ex);
			return false;
		}
	}

	private void disconnect() {
		Ledger connected = this.ledger;
		this.ledger = null;
		if (connected != null) {
			try {
				connected.close();
			}
			catch (SQLException ex) {
				logger.debug("The connection was not closed cleanly", ex);
			}
		}
	}

	/**
	 * Tells those who have waited for too long; on the thread of the watch, as this one
	 * may be held by the database.
	 */
	void expire() {
		long nanos = this.timeout.toNanos();
		String message = (this.state.isOpen() ? "the store did not answer in time" : "the store cannot be reached")
				+ "; not applied";
		for (Batch batch : this.open) {
			this.meters.unknown(batch.expire(nanos, message));
		}
		for (Write<?> write : this.queue.expire(nanos / 2)) {
			write.fail(MarketFault.UNAVAILABLE, message);
		}
	}

	/** Nothing new is taken in; what waits is still done, if the database lets it. */
	void stop() {
		this.queue.close();
		this.stopping.countDown();
	}

	/** The last resort of a stop: the thread is held by the database. */
	void abandon() {
		failOpen("the server is stopping; not applied");
	}

	private boolean isStopping() {
		return this.stopping.getCount() == 0;
	}

	/** Writes that were committed. */
	long written() {
		return this.written;
	}

	/** Writes that the stop did not finish. */
	int givenUp() {
		return this.givenUp.get();
	}

	/** Writes of unfinished batches. */
	int inFlight() {
		return this.open.stream().mapToInt(Batch::size).sum();
	}

	/** What is done with stocks that were changed. */
	interface CommitListener {

		/** Before anybody is answered. */
		void committed(Collection<Stock> changed);

		/** After everybody was. */
		void answered(Collection<Stock> changed);

	}

}
