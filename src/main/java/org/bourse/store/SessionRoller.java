package org.bourse.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Takes all stocks into the session of the calendar: when the server starts, before any
 * door opens, and whenever a session begins. Every server on one store does so; the first
 * one is effective.
 */
final class SessionRoller implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(SessionRoller.class);

	/** Less than the queue of the store holds, so that trades find room. */
	private static final int ROLLED_AT_ONCE = 500;

	private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

	/** The clock may be set; so a session is never waited for without another look. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

	private final StockRepository repository;

	private final SessionCalendar calendar;

	private final Clock clock;

	/** Of the last look at the calendar. */
	private volatile LocalDate session = LocalDate.MIN;

	private @Nullable Running running;

	SessionRoller(StockRepository repository, SessionCalendar calendar, Clock clock) {
		this.repository = repository;
		this.calendar = calendar;
		this.clock = clock;
	}

	/** Before all doors. */
	@Override
	public int getPhase() {
		return 0;
	}

	@Override
	public synchronized void start() {
		if (this.running != null || this.calendar.sessionEnd(present()) == null) {
			return;
		}
		boolean done = roll();
		CountDownLatch stopping = new CountDownLatch(1);
		Thread thread = new Thread(() -> follow(stopping, done), "bourse-session");
		thread.setDaemon(true);
		this.running = new Running(thread, stopping);
		thread.start();
	}

	private void follow(CountDownLatch stopping, boolean begun) {
		boolean done = begun;
		try {
			while (!stopping.await(done ? untilNext().toMillis() : RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
				done = roll();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private LocalDate present() {
		return this.calendar.sessionAt(this.clock.instant());
	}

	private Duration untilNext() {
		// Of the session that was rolled to, as it may have ended meanwhile.
		Instant end = this.calendar.sessionEnd(this.session);
		Duration left = (end != null) ? Duration.between(this.clock.instant(), end) : LONGEST_WAIT;
		return (left.compareTo(LONGEST_WAIT) < 0) ? left.plusMillis(1) : LONGEST_WAIT;
	}

	/**
	 * Rolls what is behind the present session; of many stocks, some at a time.
	 * @return false if a stock could not be rolled, so that this is to be tried again
	 */
	boolean roll() {
		LocalDate session = present();
		this.session = session;
		int behind = 0;
		List<CompletableFuture<Stock>> writes = new ArrayList<>();
		try {
			for (Stock stock : this.repository.all()) {
				if (stock.session().isBefore(session)) {
					writes.add(this.repository.roll(stock.symbol(), session));
				}
				if (writes.size() == ROLLED_AT_ONCE) {
					behind += awaitAll(writes);
				}
			}
			behind += awaitAll(writes);
		}
		catch (CompletionException ex) {
			logger.warn("Not all stocks could be taken into session {}, will try again: {}", session,
					(ex.getCause() != null) ? ex.getCause().getMessage() : ex.getMessage());
			return false;
		}
		catch (RuntimeException ex) {
			// The thread must live: nobody else begins sessions.
			logger.error("Session {} could not begin, will try again", session, ex);
			return false;
		}
		if (behind > 0) {
			logger.info("Session {}: {} stocks begin with a volume of 0", session, behind);
		}
		return true;
	}

	/** Each is answered within the time-out of the store. */
	private static int awaitAll(List<CompletableFuture<Stock>> writes) {
		int size = writes.size();
		writes.forEach(CompletableFuture::join);
		writes.clear();
		return size;
	}

	@Override
	public synchronized void stop() {
		Running parts = this.running;
		if (parts != null) {
			parts.stopping.countDown();
			this.running = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running != null;
	}

	private record Running(Thread thread, CountDownLatch stopping) {
	}

}
