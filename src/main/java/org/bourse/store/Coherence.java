package org.bourse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.bourse.domain.Stock;
import org.bourse.domain.StockListener;
import org.bourse.domain.Symbol;
import org.bourse.store.ledger.ChangeAnnouncer;
import org.bourse.store.ledger.ChangeNotices;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.LedgerException;
import org.bourse.store.ledger.LedgerReader;
import org.bourse.store.ledger.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the caches of several servers on one database alike. One thread announces what
 * this server has changed ({@link #announce}), another one hears the others and compares
 * ({@link #follow}); neither is the writer.
 * <p>
 * A notice makes a change known at once, but notices can be lost. So everything is read
 * whenever the connection was made anew, and the versions of all stocks are compared
 * every few seconds. {@link #staleness} counts from the last time that this succeeded.
 */
final class Coherence {

	private static final Logger logger = LoggerFactory.getLogger(Coherence.class);

	/**
	 * Between two notices. The first change is announced at once; under load this bounds
	 * what notices cost this server, the database and the others.
	 */
	private static final Duration REST = Duration.ofMillis(5);

	private static final Duration HEARTBEAT = Duration.ofSeconds(1);

	/** A connection on which not even the own heartbeat arrives is given up. */
	private static final Duration SILENCE = Duration.ofSeconds(4);

	private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

	private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);

	private final Dialect dialect;

	private final Node node;

	private final Duration timeout;

	private final Duration compareInterval;

	private final StockCache cache;

	/** Is told what was heard of others. */
	private final StockListener listener;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition somethingToSay = this.lock.newCondition();

	/** Changed and not announced yet. Guarded by the lock; bounded by the stocks. */
	private Set<Symbol> changed = new LinkedHashSet<>();

	private volatile boolean stopping;

	/**
	 * {@link System#nanoTime} at which the cache was known to be what the database has.
	 */
	private volatile long freshNanos = System.nanoTime();

	Coherence(Dialect dialect, Node node, StoreProperties properties, StockCache cache, StockListener listener) {
		this.dialect = dialect;
		this.node = node;
		this.timeout = properties.timeout();
		this.compareInterval = properties.compareInterval();
		this.cache = cache;
		this.listener = listener;
	}

	/** Never waits for the database. */
	void changed(Collection<Stock> stocks) {
		this.lock.lock();
		try {
			stocks.forEach((stock) -> this.changed.add(stock.symbol()));
			this.somethingToSay.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** For how long it is not certain that the cache is what the database has. */
	Duration staleness() {
		return Duration.ofNanos(Math.max(0, System.nanoTime() - this.freshNanos));
	}

	void stop() {
		this.stopping = true;
	}

	/** Until stopped, by an interrupt at last. */
	void announce() {
		while (!this.stopping) {
			try (ChangeAnnouncer announcer = ChangeAnnouncer.open(this.dialect, this.node, this.timeout)) {
				while (!this.stopping) {
					announcer.announce(awaitChanges());
					TimeUnit.NANOSECONDS.sleep(REST.toNanos());
				}
			}
			catch (SQLException | RuntimeException ex) {
				// What was not announced is found by the comparison of the others.
				logger.debug("Changes could not be announced", ex);
				pause();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	/** Empty when a heartbeat is due. */
	private Collection<Symbol> awaitChanges() throws InterruptedException {
		this.lock.lock();
		try {
			if (this.changed.isEmpty()) {
				this.somethingToSay.await(HEARTBEAT.toNanos(), TimeUnit.NANOSECONDS);
			}
			Set<Symbol> taken = this.changed;
			this.changed = new LinkedHashSet<>();
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Until stopped, by an interrupt at last. */
	void follow() {
		boolean told = false;
		while (!this.stopping) {
			try (ChangeNotices notices = ChangeNotices.listen(this.dialect, this.node, this.timeout)) {
				readAll(notices.reader());
				if (told) {
					logger.info("Changes by other servers are followed again");
					told = false;
				}
				follow(notices);
			}
			catch (SQLException | RuntimeException ex) {
				if (!told && !this.stopping) {
					logger.warn("Changes by other servers cannot be followed: {}", LedgerException.oneLine(ex));
					told = true;
				}
				pause();
			}
		}
	}

	private void follow(ChangeNotices notices) throws SQLException {
		long comparedNanos = System.nanoTime();
		long heardNanos = comparedNanos;
		while (!this.stopping) {
			long now = System.nanoTime();
			if (now - comparedNanos >= this.compareInterval.toNanos()) {
				compare(notices.reader());
				comparedNanos = now;
			}
			if (now - heardNanos > SILENCE.toNanos()) {
				throw new SQLException("not even the own heartbeat was heard for " + SILENCE.toSeconds() + " s");
			}
			// Not for long, as nothing else interrupts it.
			long untilCompareNanos = comparedNanos + this.compareInterval.toNanos() - now;
			ChangeNotices.Heard heard = notices
				.await(Duration.ofNanos(Math.min(LONGEST_WAIT.toNanos(), untilCompareNanos)));
			if (heard.self()) {
				heardNanos = System.nanoTime();
			}
			if (!heard.changed().isEmpty()) {
				take(notices.reader().find(heard.changed()));
			}
		}
	}

	private void take(Collection<Stock> stocks) {
		Collection<Stock> news = this.cache.offer(stocks);
		if (!news.isEmpty()) {
			this.listener.changed(news);
		}
	}

	private void readAll(LedgerReader reader) throws SQLException {
		long beganNanos = System.nanoTime();
		take(reader.all());
		this.freshNanos = beganNanos;
	}

	private void compare(LedgerReader reader) throws SQLException {
		long beganNanos = System.nanoTime();
		List<Symbol> behind = new ArrayList<>();
		Map<Symbol, Long> ahead = new HashMap<>();
		for (Map.Entry<Symbol, Long> stock : reader.versions().entrySet()) {
			Stock cached = this.cache.find(stock.getKey());
			if (cached == null || cached.version() < stock.getValue()) {
				behind.add(stock.getKey());
			}
			else if (cached.version() > stock.getValue()) {
				ahead.put(stock.getKey(), cached.version());
			}
		}
		if (!behind.isEmpty()) {
			take(reader.find(behind));
		}
		if (hasGoneBack(ahead, reader)) {
			logger.error(
					"The database has lost what was committed, as after a failover to a standby that lags behind: "
							+ "of {} it has older versions than were seen. Start this server again to show what it has",
					ahead.keySet());
			return;
		}
		this.freshNanos = beganNanos;
	}

	/** What was ahead of a first look, this server may have committed since. */
	private static boolean hasGoneBack(Map<Symbol, Long> ahead, LedgerReader reader) throws SQLException {
		if (ahead.isEmpty()) {
			return false;
		}
		return reader.find(ahead.keySet())
			.stream()
			.anyMatch((stock) -> stock.version() < ahead.getOrDefault(stock.symbol(), 0L));
	}

	private void pause() {
		try {
			TimeUnit.NANOSECONDS.sleep(RETRY_INTERVAL.toNanos());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.stopping = true;
		}
	}

}
