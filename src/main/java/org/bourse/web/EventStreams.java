package org.bourse.web;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.bourse.domain.Renderings;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.feed.QuoteJson;
import org.jspecify.annotations.Nullable;

/**
 * All open streams of events. One thread, {@code bourse-web-streams}, writes to all of
 * them and never waits for any.
 */
final class EventStreams implements AutoCloseable {

	private static final long HEARTBEAT_SECONDS = 15;

	private static final long LAST_WORDS_SECONDS = 2;

	private final QuoteFeed feed;

	private final int max;

	/** Places taken, also by streams that are about to be opened. */
	private final AtomicInteger taken = new AtomicInteger();

	private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

	private final Renderings<String> quotes = new Renderings<>(QuoteJson::of);

	/** Tells this start of the server from others, in the ids of events. */
	private final String epoch = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

	/** Of all streams; the thread's. */
	private long events;

	private volatile boolean stopping;

	private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread made = new Thread(task, "bourse-web-streams");
		made.setDaemon(true);
		return made;
	});

	/**
	 * @param max streams at one time
	 */
	EventStreams(QuoteFeed feed, int max, MeterRegistry registry) {
		this.feed = feed;
		this.max = max;
		Gauge.builder("bourse.web.streams", this.taken, AtomicInteger::get)
			.description("Open streams of events")
			.register(registry);
		this.thread.scheduleAtFixedRate(() -> this.open.forEach(EventStream::beat), HEARTBEAT_SECONDS,
				HEARTBEAT_SECONDS, TimeUnit.SECONDS);
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
			stream = new EventStream(this, request.startAsync(request, response));
		}
		catch (IOException | RuntimeException ex) {
			this.taken.decrementAndGet();
			throw ex;
		}
		this.open.add(stream);
		stream.begin((onPending) -> (symbols != null) ? this.feed.subscribe(symbols, onPending)
				: this.feed.subscribeToPrefix("", onPending));
		if (this.stopping) {
			run(stream::end);
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
	}

	String nextId() {
		return this.epoch + "-" + ++this.events;
	}

	Renderings<String> quotes() {
		return this.quotes;
	}

	/** Ends all streams and admits no more, so that none of them holds up the stop. */
	void stop() {
		this.stopping = true;
		try {
			this.thread.submit(() -> this.open.forEach(EventStream::end)).get(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// The server stops all the same, and the streams with it.
		}
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
