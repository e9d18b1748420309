package org.bourse.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.bourse.domain.Renderings;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.feed.QuoteJson;
import org.bourse.log.FaultLog;
import org.bourse.metrics.DoorMeters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open streams of events. One thread, {@code bourse-web-streams}, writes to all of
 * them and never waits for any.
 */
final class EventStreams implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EventStreams.class);

	private static final FaultLog refused = new FaultLog(logger);

	private static final long HEARTBEAT_SECONDS = 15;

	private static final Duration LAST_WORDS = Duration.ofSeconds(2);

	private static final Duration MOST_BETWEEN_LOOKS = Duration.ofSeconds(1);

	private final QuoteFeed feed;

	private final int max;

	/** Places taken, also by streams that are about to be opened. */
	private final AtomicInteger taken = new AtomicInteger();

	private final Counter rejected;

	private final Counter stalled;

	private final Counter cutAtStop;

	private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

	private final Renderings<String> quotes = new Renderings<>(QuoteJson::of);

	/** Of the ids of events. */
	private final Epoch epoch;

	/** Of all streams; the thread's. */
	private long events;

	private volatile boolean stopping;

	/** How many did not take the last words in time. */
	private volatile int cutOff;

	/** Done when there is no stream any more after the server began to stop. */
	private final CompletableFuture<@Nullable Void> gone = new CompletableFuture<>();

	private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread made = new Thread(task, "bourse-web-streams");
		made.setDaemon(true);
		return made;
	});

	/**
	 * @param max streams at one time
	 * @param stallTimeout how long a client may leave untaken what was written to it
	 */
	EventStreams(Epoch epoch, QuoteFeed feed, int max, Duration stallTimeout, MeterRegistry registry) {
		this.epoch = epoch;
		this.feed = feed;
		this.max = max;
		DoorMeters door = new DoorMeters(registry, Command.DOOR);
		door.streams(this.taken::get);
		door.maxStreams(() -> max);
		this.rejected = door.rejectedStreams();
		this.stalled = door.closedConnections("stall");
		this.cutAtStop = door.closedConnections("shutdown");
		every(Duration.ofSeconds(HEARTBEAT_SECONDS), EventStream::beat);
		Duration quarter = stallTimeout.dividedBy(4);
		every((quarter.compareTo(MOST_BETWEEN_LOOKS) < 0) ? quarter : MOST_BETWEEN_LOOKS,
				(stream) -> stream.cutOffIfStalled(stallTimeout.toNanos()));
	}

	private void every(Duration period, Consumer<EventStream> task) {
		this.thread.scheduleAtFixedRate(() -> this.open.forEach((stream) -> attempt(task, stream)), period.toNanos(),
				period.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** What fails with one stream must not end the others, nor the schedule. */
	private static void attempt(Consumer<EventStream> task, EventStream stream) {
		try {
			task.accept(stream);
		}
		catch (RuntimeException ex) {
			logger.warn("A stream could not be looked after", ex);
		}
	}

	/**
	 * Takes a place for a stream.
	 * @param symbols the stocks that it is for; null for all
	 * @throws ProblemException if there is none
	 */
	Place enter(@Nullable Set<Symbol> symbols) {
		if (this.stopping) {
			throw new Problem(ProblemType.UNAVAILABLE, "the server is stopping").asException();
		}
		if (this.taken.incrementAndGet() > this.max) {
			this.taken.decrementAndGet();
			this.rejected.increment();
			refused.warn(() -> "A stream was refused: there are " + this.max + " (bourse.web.max-streams)");
			throw new Problem(ProblemType.TOO_MANY_STREAMS,
					"there are " + this.max + " streams already, which is the most (bourse.web.max-streams); try later")
				.asException();
		}
		return (request, response) -> open(symbols, request, response);
	}

	private void open(@Nullable Set<Symbol> symbols, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		EventStream stream;
		try {
			stream = new EventStream(this, request.startAsync(request, response), ConnectionCloser.of(request));
		}
		catch (IOException | RuntimeException ex) {
			this.taken.decrementAndGet();
			throw ex;
		}
		this.open.add(stream);
		stream.begin((onPending) -> (symbols != null) ? this.feed.subscribe(symbols, onPending)
				: this.feed.subscribeToPrefix("", onPending));
		if (this.stopping) {
			run(stream::cutOff);
		}
	}

	/** Has the thread do this soon. */
	void run(Runnable task) {
		if (!this.thread.isShutdown()) {
			this.thread.execute(task);
		}
	}

	/** Once for each stream. */
	void left(EventStream stream) {
		this.open.remove(stream);
		this.taken.decrementAndGet();
		if (this.stopping && this.open.isEmpty()) {
			this.gone.complete(null);
		}
	}

	/** A client was cut off that took nothing for too long. */
	void stalled() {
		this.stalled.increment();
	}

	/** A client was cut off, as the server stops. */
	void cutAtStop() {
		this.cutAtStop.increment();
	}

	/** How many clients have left untaken what was written to them last. */
	long heldUp() {
		return this.open.stream().filter(EventStream::isHeldUp).count();
	}

	String nextId() {
		return this.epoch.id(++this.events);
	}

	Renderings<String> quotes() {
		return this.quotes;
	}

	/**
	 * Ends all streams and admits no more, so that none of them holds up the stop. Who
	 * does not take the last words in time is cut off.
	 */
	void stop() {
		this.stopping = true;
		run(() -> this.open.forEach(EventStream::end));
		try {
			if (!this.open.isEmpty()) {
				this.gone.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			this.cutOff = this.open.size();
		}
		this.open.forEach(EventStream::cutOff);
	}

	int count() {
		return this.open.size();
	}

	int cutOff() {
		return this.cutOff;
	}

	@Override
	public void close() {
		this.thread.shutdown();
	}

	/** Room for one stream; to be opened, once. */
	@FunctionalInterface
	interface Place {

		void open(HttpServletRequest request, HttpServletResponse response) throws IOException;

	}

}
