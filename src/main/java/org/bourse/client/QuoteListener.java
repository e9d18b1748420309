package org.bourse.client;

import java.time.Duration;
import java.util.List;

import org.bourse.domain.Symbol;

/**
 * Listens to a server on a thread of its own, {@code bourse-watch-listener}, and connects
 * again when the connection is lost. A connection that fails before anything was heard is
 * a failure.
 */
final class QuoteListener implements AutoCloseable {

	private final StockClient client;

	private final List<Symbol> symbols;

	private final PendingQuotes pending;

	private final Timeline timeline;

	private final Thread thread = new Thread(this::listen, "bourse-watch-listener");

	private volatile boolean closed;

	/** The listener's thread's, as what follows. */
	private boolean everHeard;

	private BackOff backOff = new BackOff();

	/**
	 * @param client is the listener's from now on
	 * @param symbols the stocks; empty for all
	 */
	QuoteListener(StockClient client, List<Symbol> symbols, PendingQuotes pending, Timeline timeline) {
		this.client = client;
		this.symbols = symbols;
		this.pending = pending;
		this.timeline = timeline;
	}

	void start() {
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/** Until the listener is closed, or trying again will not help. */
	void listen() {
		while (!this.closed) {
			try {
				this.pending.begin();
				this.client.watch(this.symbols, this::heard);
			}
			catch (ClientException ex) {
				if (!this.everHeard || !ex.mayPass()) {
					this.pending.fail(ex);
					return;
				}
				this.pending.lost(String.valueOf(ex.getMessage()));
				if (!pause(this.backOff.next())) {
					return;
				}
			}
		}
	}

	private void heard(Quote quote) {
		this.everHeard = true;
		this.backOff = new BackOff();
		this.pending.put(quote);
	}

	/** False if the listener is closed meanwhile. */
	private boolean pause(Duration length) {
		try {
			this.timeline.sleep(length.toNanos());
			return true;
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
		this.client.close();
	}

}
