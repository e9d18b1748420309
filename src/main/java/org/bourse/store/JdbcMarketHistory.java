package org.bourse.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Symbol;
import org.bourse.domain.Trade;
import org.bourse.metrics.QueueMeter;
import org.bourse.store.ledger.Dialect;

/**
 * What happened, from the ledger. Queries wait in a queue for {@link HistoryReader}s, so
 * that neither a door nor the writer waits for them. Whatever the database does, each is
 * answered within the timeout.
 */
final class JdbcMarketHistory implements MarketHistory, AutoCloseable {

	private static final int READERS = 2;

	/** Queries that may wait; a further one is told BUSY. */
	static final int QUEUE_CAPACITY = 256;

	private static final String STOPPING = "the server is stopping";

	private static final Duration CLOSING_TIME = Duration.ofSeconds(2);

	private final Duration timeout;

	private final StockCache stocks;

	private final BlockingQueue<HistoryQuery<?>> queue = new ArrayBlockingQueue<>(QUEUE_CAPACITY);

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean closed;

	/**
	 * @param timeout of each query
	 * @param stocks those that exist
	 */
	JdbcMarketHistory(Dialect dialect, Duration timeout, StockCache stocks, MeterRegistry registry) {
		this.timeout = timeout;
		this.stocks = stocks;
		QueueMeter meter = new QueueMeter(registry, "store-queries", this.queue::size, QUEUE_CAPACITY);
		for (int i = 1; i <= READERS; i++) {
			Thread thread = new Thread(new HistoryReader(dialect, timeout, this.queue, meter),
					"bourse-store-reader-" + i);
			thread.setDaemon(true);
			this.threads.add(thread);
		}
	}

	void start() {
		this.threads.forEach(Thread::start);
	}

	@Override
	public CompletableFuture<List<Candle>> candles(Symbol symbol, CandleInterval interval, Instant from, Instant until,
			int limit) {
		return ask(symbol, limit, (ledger, isWanted) -> ledger.candles(symbol, interval, from, until, limit, isWanted));
	}

	@Override
	public CompletableFuture<List<Candle>> latestCandles(Symbol symbol, CandleInterval interval, Instant until,
			int limit) {
		return ask(symbol, limit, (ledger, isWanted) -> ledger.latestCandles(symbol, interval, until, limit, isWanted));
	}

	@Override
	public CompletableFuture<List<Trade>> trades(Symbol symbol, long before, int limit) {
		return ask(symbol, limit, (ledger, isWanted) -> ledger.trades(symbol, before, limit));
	}

	@Override
	public CompletableFuture<List<MarketEvent>> events(Symbol symbol, long before, int limit) {
		return ask(symbol, limit, (ledger, isWanted) -> ledger.events(symbol, before, limit));
	}

	private <T> CompletableFuture<T> ask(Symbol symbol, int limit, HistoryQuery.Reading<T> reading) {
		MarketHistory.requireValid(limit);
		if (this.stocks.find(symbol) == null) {
			return CompletableFuture.failedFuture(MarketException.unknownStock(symbol));
		}
		HistoryQuery<T> query = new HistoryQuery<>(reading);
		if (!this.queue.offer(query)) {
			query.fail(MarketFault.BUSY, "the store is busy (" + QUEUE_CAPACITY + " queries wait); try later", null);
		}
		else if (this.closed) {
			query.fail(MarketFault.UNAVAILABLE, STOPPING, null);
		}
		return query.answerWithin(this.timeout);
	}

	/** Gives up what waits, and frees the connections. */
	@Override
	public void close() {
		this.closed = true;
		List<HistoryQuery<?>> waiting = new ArrayList<>();
		this.queue.drainTo(waiting);
		waiting.forEach((query) -> query.fail(MarketFault.UNAVAILABLE, STOPPING, null));
		this.threads.forEach(Thread::interrupt);
		try {
			for (Thread thread : this.threads) {
				thread.join(CLOSING_TIME.toMillis());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
