package org.bourse.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.bourse.domain.MarketFault;
import org.bourse.metrics.QueueMeter;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.LedgerException;
import org.bourse.store.ledger.LedgerFailure;
import org.bourse.store.ledger.LedgerHistory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers queries one after the other, over a connection that is made for the first one
 * and kept while others follow. Until interrupted.
 */
final class HistoryReader implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(HistoryReader.class);

	/** After which the connection is given back. */
	private static final Duration IDLE = Duration.ofMinutes(1);

	private final Dialect dialect;

	private final Duration patience;

	private final BlockingQueue<HistoryQuery<?>> queue;

	private final QueueMeter meter;

	private @Nullable LedgerHistory ledger;

	/** Whether the log says that nothing can be read. */
	private boolean told;

	/**
	 * @param patience the most that the database is waited for at one time
	 */
	HistoryReader(Dialect dialect, Duration patience, BlockingQueue<HistoryQuery<?>> queue, QueueMeter meter) {
		this.dialect = dialect;
		this.patience = patience;
		this.queue = queue;
		this.meter = meter;
	}

	@Override
	public void run() {
		try {
			while (true) {
				HistoryQuery<?> query = this.queue.poll(IDLE.toNanos(), TimeUnit.NANOSECONDS);
				if (query == null) {
					disconnect();
				}
				else {
					this.meter.left(query.ageNanos());
					if (query.isWanted()) {
						answer(query);
					}
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			disconnect();
		}
	}

	private void answer(HistoryQuery<?> query) {
		boolean kept = this.ledger != null;
		try {
			try {
				query.answer(connected());
			}
			catch (SQLException ex) {
				disconnect();
				// The database may have been started again since the connection was made.
				if (!kept || this.dialect.classify(ex) != LedgerFailure.LOST) {
					throw ex;
				}
				query.answer(connected());
			}
			if (this.told) {
				logger.info("The history can be read again");
				this.told = false;
			}
		}
		catch (SQLException | RuntimeException ex) {
			disconnect();
			query.fail(MarketFault.UNAVAILABLE, "the store cannot be read at present; try later", ex);
			if (!this.told) {
				logger.warn("The history cannot be read: {}", LedgerException.oneLine(ex));
				this.told = true;
			}
		}
	}

	private LedgerHistory connected() throws SQLException {
		LedgerHistory present = this.ledger;
		if (present == null) {
			present = LedgerHistory.open(this.dialect, this.patience);
			this.ledger = present;
		}
		return present;
	}

	private void disconnect() {
		LedgerHistory present = this.ledger;
		this.ledger = null;
		if (present != null) {
			try {
				present.close();
			}
			catch (SQLException ex) {
				logger.debug("A connection could not be closed", ex);
			}
		}
	}

}
