package org.bourse.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Resumption;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Stock;
import org.bourse.domain.StockListener;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeResult;
import org.bourse.log.Durations;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.LedgerException;
import org.bourse.store.ledger.LedgerReader;
import org.bourse.store.ledger.Node;
import org.bourse.store.ledger.Opening;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stocks in a database. Reads are answered from a cache and never wait; writes are queued
 * for the {@link Writer} and answered after their commit. The cache never decides a
 * trade: the row does, locked in the transaction.
 */
public final class JdbcStockRepository implements StockRepository, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(JdbcStockRepository.class);

	private static final Duration START_RETRY_INTERVAL = Duration.ofMillis(500);

	/** What waits when the server stops is done within it, or given up. */
	private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

	private static final Duration CLOSING_TIME = Duration.ofSeconds(2);

	/** How often deadlines are looked at in the time of one. */
	private static final int LOOKS_PER_TIMEOUT = 20;

	private final Dialect dialect;

	private final StoreProperties properties;

	private final StockCache cache = new StockCache();

	private final StoreState state;

	/** A database that is away for less may be back in time. */
	private final Duration patience;

	private final WriteQueue queue;

	private final StoreMeters meters;

	private final Writer writer;

	/** What keeps this cache and those of other servers alike; null if there are none. */
	private final @Nullable Coherence coherence;

	private final JdbcMarketHistory history;

	private final List<StockListener> listeners = new CopyOnWriteArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile long writtenBeforeStop;

	private JdbcStockRepository(Dialect dialect, StoreProperties properties, Node node, Clock clock,
			SessionCalendar calendar, MeterRegistry registry, @Nullable CommitSpans spans,
			Consumer<Throwable> onBroken) {
		this.dialect = dialect;
		this.properties = properties;
		this.state = new StoreState(dialect.name());
		this.patience = properties.timeout().dividedBy(2);
		this.queue = new WriteQueue(properties.queueCapacity(), registry);
		this.meters = new StoreMeters(registry, spans);
		this.history = new JdbcMarketHistory(dialect, properties.timeout(), this.cache, registry);
		this.coherence = dialect.isShared() ? new Coherence(dialect, node, properties, this.cache, this::tell) : null;
		this.writer = new Writer(dialect, node, properties, clock, calendar, this.queue, this.state, this.meters,
				new Committed(), onBroken);
		this.meters.observe(this.writer, () -> staleness().toMillis() / 1000.0);
		StoreMeters.observeReadiness(registry, this::isWritable);
	}

	/**
	 * Opens the ledger, waiting for a database that is not up yet, and starts the writer.
	 * @param listings stocks that are entered if the ledger does not have them
	 * @param clock gives the time of trades; microseconds count
	 * @param calendar of the sessions
	 * @param spans null if none are made
	 * @param onBroken is told, on the writer's thread, that nothing can be acknowledged
	 * any more
	 * @throws LedgerException if the ledger must not be used
	 */
	static JdbcStockRepository open(Dialect dialect, StoreProperties properties, Collection<Stock> listings,
			Clock clock, SessionCalendar calendar, MeterRegistry registry, @Nullable CommitSpans spans,
			Consumer<Throwable> onBroken) {
		// What the database keeps and what is answered must be the same.
		Clock micros = Clock.tick(clock, Duration.ofNanos(1000));
		Node node = Node.named(properties.nodeName(), micros.instant());
		JdbcStockRepository repository = new JdbcStockRepository(dialect, properties, node, micros, calendar, registry,
				spans, onBroken);
		try {
			repository.openLedger(listings, node);
		}
		catch (RuntimeException | Error ex) {
			dialect.close();
			throw ex;
		}
		repository.start();
		return repository;
	}

	private void openLedger(Collection<Stock> listings, Node node) {
		// Spring's own hook waits for the end of the start.
		Thread onStop = new Thread(this.closed::countDown, "bourse-store-start");
		Runtime.getRuntime().addShutdownHook(onStop);
		try {
			awaitLedger(listings, node);
		}
		finally {
			if (this.closed.getCount() > 0) {
				Runtime.getRuntime().removeShutdownHook(onStop);
			}
		}
	}

	private void awaitLedger(Collection<Stock> listings, Node node) {
		long deadlineNanos = System.nanoTime() + this.properties.startTimeout().toNanos();
		boolean told = false;
		while (true) {
			try {
				Opening.Listed listed = Opening.open(this.dialect, listings, node);
				try (LedgerReader reader = LedgerReader.open(this.dialect, Opening.PATIENCE)) {
					this.cache.offer(reader.all());
				}
				logger.info("Ledger {} open: {} stocks, {} of them new", this.dialect.name(), this.cache.all().size(),
						listed.entered());
				if (listed.different() > 0) {
					logger.info(
							"{} stocks have another volume limit in the ledger than in the settings: the ledger's holds",
							listed.different());
				}
				return;
			}
			catch (SQLException ex) {
				if (!this.dialect.mayPass(ex) || System.nanoTime() > deadlineNanos) {
					throw new LedgerException("the ledger " + this.dialect.name() + " cannot be opened: "
							+ LedgerException.oneLine(ex) + ". " + this.dialect.remedy(), ex);
				}
				if (!told) {
					logger.warn("Waiting up to {} for the ledger {}: {}",
							Durations.text(this.properties.startTimeout()), this.dialect.name(),
							LedgerException.oneLine(ex));
					told = true;
				}
			}
			if (awaitClosed(START_RETRY_INTERVAL)) {
				throw new LedgerException("the start was interrupted", null);
			}
		}
	}

	private void start() {
		this.history.start();
		start("bourse-store-writer", this.writer);
		start("bourse-store-watch", this::watchDeadlines);
		if (this.coherence != null) {
			start("bourse-store-follower", this.coherence::follow);
			start("bourse-store-announcer", this.coherence::announce);
		}
	}

	private void start(String name, Runnable task) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		thread.start();
		this.threads.add(thread);
	}

	private void watchDeadlines() {
		Duration interval = this.properties.timeout().dividedBy(LOOKS_PER_TIMEOUT);
		while (!awaitClosed(interval)) {
			try {
				this.writer.expire();
			}
			catch (RuntimeException ex) {
				// Of a callback. The others must still be told.
				logger.error("A write that had waited for too long could not be told so", ex);
			}
		}
	}

	private boolean awaitClosed(Duration longest) {
		try {
			return this.closed.await(longest.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	private void tell(Collection<Stock> changed) {
		for (StockListener listener : this.listeners) {
			try {
				listener.changed(changed);
			}
			catch (RuntimeException ex) {
				// The thread has more to do than to tell.
				logger.error("A listener failed", ex);
			}
		}
	}

	@Override
	public void addListener(StockListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public @Nullable Stock find(Symbol symbol) {
		return this.cache.find(symbol);
	}

	@Override
	public List<Stock> all() {
		return this.cache.all();
	}

	@Override
	public CompletableFuture<TradeResult> trade(Order order) {
		return submit(new Write<>(order.symbol(), order.clientOrderId(), (decisions) -> decisions.trade(order)));
	}

	@Override
	public CompletableFuture<Stock> update(Symbol symbol, Price price) {
		return submit(new Write<>(symbol, null, (decisions) -> decisions.update(symbol, price)));
	}

	@Override
	public CompletableFuture<Stock> halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt, String actor) {
		return submit(new Write<>(symbol, null, (decisions) -> decisions.halt(symbol, reason, resumeAt, actor)));
	}

	@Override
	public CompletableFuture<Stock> resume(Symbol symbol, Resumption resumption, String actor) {
		return submit(new Write<>(symbol, null, (decisions) -> decisions.resume(symbol, resumption, actor)));
	}

	@Override
	public CompletableFuture<Stock> roll(Symbol symbol, LocalDate session) {
		return submit(new Write<>(symbol, null, (decisions) -> decisions.roll(symbol, session)));
	}

	private <T> CompletableFuture<T> submit(Write<T> write) {
		if (this.cache.find(write.symbol()) == null) {
			return CompletableFuture.failedFuture(MarketException.unknownStock(write.symbol()));
		}
		String refusal = this.state.refusal(this.patience);
		if (refusal != null) {
			write.fail(MarketFault.UNAVAILABLE, refusal);
			return write.future();
		}
		this.meters.asked(write);
		switch (this.queue.offer(write)) {
			case TAKEN -> {
				// Answered by the writer, or by the watch.
			}
			case FULL -> write.fail(MarketFault.BUSY, "the store is busy (" + this.properties.queueCapacity()
					+ " writes wait, see bourse.store.queue-capacity); not applied, try later");
			case CLOSED -> write.fail(MarketFault.UNAVAILABLE, "the server is stopping; not applied");
		}
		return write.future();
	}

	/** What happened to these stocks; closed with this repository. */
	JdbcMarketHistory history() {
		return this.history;
	}

	@Override
	public @Nullable Duration age() {
		Duration staleness = staleness();
		return (staleness.compareTo(this.properties.maxStaleness()) > 0) ? staleness : null;
	}

	/** For how long it is not certain that the cache is what the database has. */
	Duration staleness() {
		return (this.coherence != null) ? this.coherence.staleness() : Duration.ZERO;
	}

	/** Whether trades can be executed. */
	boolean isWritable() {
		return this.state.isOpen();
	}

	/** Whether lookups are as fresh as they must be. */
	boolean isFresh() {
		return age() == null;
	}

	/** For the health of the server. */
	String description() {
		return this.state.description();
	}

	String name() {
		return this.dialect.name();
	}

	/** The doors take no new clients any more: what is written from now on is counted. */
	void stopBegins() {
		this.writtenBeforeStop = this.writer.written();
	}

	/** What became of the last writes, for the report of the stop. */
	String farewell() {
		return (this.writer.written() - this.writtenBeforeStop) + " writes finished at the stop, "
				+ this.writer.givenUp() + " given up";
	}

	/** Refuses new writes, does those that wait, and frees the database. */
	@Override
	public void close() {
		this.writer.stop();
		this.history.close();
		if (this.coherence != null) {
			this.coherence.stop();
		}
		try {
			this.threads.get(0).join(Math.min(this.properties.timeout().toMillis(), LONGEST_DRAIN.toMillis()));
			this.closed.countDown();
			for (Thread thread : this.threads) {
				thread.interrupt();
				thread.join(CLOSING_TIME.toMillis());
				if (thread.isAlive()) {
					logger.error("{} did not end within {}", thread.getName(), CLOSING_TIME);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.writer.abandon();
		this.dialect.close();
		logger.debug("Ledger {} closed", this.dialect.name());
	}

	/** What becomes of a commit: cache, then answers, then listeners. */
	private final class Committed implements Writer.CommitListener {

		@Override
		public void committed(Collection<Stock> changed) {
			JdbcStockRepository.this.cache.offer(changed);
			if (JdbcStockRepository.this.coherence != null) {
				JdbcStockRepository.this.coherence.changed(changed);
			}
		}

		@Override
		public void answered(Collection<Stock> changed) {
			tell(changed);
		}

	}

}
