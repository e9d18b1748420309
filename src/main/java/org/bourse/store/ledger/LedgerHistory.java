package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.CandleSeries;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Symbol;
import org.bourse.domain.Trade;
import org.bourse.domain.TradeId;

/**
 * Reads what happened to a stock, over a connection of its own that can change nothing.
 * Used by one thread at a time. After an error it is of no use any more.
 * <p>
 * All that is read stands side by side in a primary key, so it costs what is answered and
 * not what is there. Candles longer than a minute are made here of those of the minutes.
 */
public final class LedgerHistory implements AutoCloseable {

	private final Connection connection;

	private LedgerHistory(Connection connection) {
		this.connection = connection;
	}

	/**
	 * @param patience the most that the database is waited for at one time
	 * @throws SQLException if the database cannot be reached now
	 */
	public static LedgerHistory open(Dialect dialect, Duration patience) throws SQLException {
		return new LedgerHistory(dialect.connectToRead(patience));
	}

	/**
	 * The first candles from a time on, the oldest first.
	 * @param isWanted when it becomes false the answer does not matter any more: there
	 * may be a million minutes to read
	 */
	public List<Candle> candles(Symbol symbol, CandleInterval interval, Instant from, Instant until, int limit,
			BooleanSupplier isWanted) throws SQLException {
		CandleSeries series = new CandleSeries(interval, limit, false);
		return fill(series, symbol, "minute >= ? AND minute < ? ORDER BY minute", isWanted,
				Columns.minute(interval.startOf(from)), end(interval, until), minutes(interval, limit));
	}

	/** The last candles before a time, the oldest first. */
	public List<Candle> latestCandles(Symbol symbol, CandleInterval interval, Instant until, int limit,
			BooleanSupplier isWanted) throws SQLException {
		CandleSeries series = new CandleSeries(interval, limit, true);
		return fill(series, symbol, "minute < ? ORDER BY minute DESC", isWanted, end(interval, until),
				minutes(interval, limit));
	}

	private List<Candle> fill(CandleSeries series, Symbol symbol, String which, BooleanSupplier isWanted,
			long... parameters) throws SQLException {
		try (Rows<Candle> rows = Rows.query(this.connection,
				"SELECT minute, open, high, low, close, volume, trades FROM candle WHERE symbol = ? AND " + which
						+ " LIMIT ?",
				(row) -> candle(symbol, row), symbol.value(), parameters)) {
			while (rows.peek() != null && series.add(rows.next()) && isWanted.getAsBoolean()) {
				// All is done in the condition.
			}
		}
		this.connection.commit();
		return series.candles();
	}

	private static Candle candle(Symbol symbol, ResultSet row) throws SQLException {
		return new Candle(symbol, Instant.ofEpochSecond(row.getLong(1) * 60), new Price(row.getLong(2)),
				new Price(row.getLong(3)), new Price(row.getLong(4)), new Price(row.getLong(5)), row.getLong(6),
				row.getLong(7));
	}

	/** The minute at which the interval ends that is the last to begin before a time. */
	private static long end(CandleInterval interval, Instant until) {
		long second = until.getEpochSecond() + ((until.getNano() > 0) ? 1 : 0);
		long intervals = -Math.floorDiv(-second, interval.duration().toSeconds());
		return intervals * interval.duration().toMinutes();
	}

	/**
	 * The most that so many candles are made of. By this PostgreSQL knows that it is not
	 * worth while to read all and sort.
	 */
	private static long minutes(CandleInterval interval, int limit) {
		return limit * interval.duration().toMinutes();
	}

	/** The last trades before one, the newest first. */
	public List<Trade> trades(Symbol symbol, long before, int limit) throws SQLException {
		return read(
				"SELECT sequence, side, quantity, price, volume_after, time FROM trade "
						+ "WHERE symbol = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
				(row) -> new Trade(new TradeId(symbol, row.getLong(1)), Side.valueOf(row.getString(2)),
						new Quantity(row.getLong(3)), new Price(row.getLong(4)), row.getLong(5),
						Columns.instant(row.getLong(6))),
				symbol, before, limit);
	}

	/** The last events before one, the newest first. */
	public List<MarketEvent> events(Symbol symbol, long before, int limit) throws SQLException {
		return read(
				"SELECT version, kind, halt_after, volume_after, limit_after, actor, time FROM event "
						+ "WHERE symbol = ? AND version < ? ORDER BY version DESC LIMIT ?",
				(row) -> event(symbol, row), symbol, before, limit);
	}

	private static MarketEvent event(Symbol symbol, ResultSet row) throws SQLException {
		String reason = row.getString(3);
		return new MarketEvent(symbol, row.getLong(1), MarketEvent.Kind.valueOf(row.getString(2)),
				(reason != null) ? HaltReason.valueOf(reason) : null, row.getLong(4), row.getLong(5), row.getString(6),
				Columns.instant(row.getLong(7)));
	}

	private <T> List<T> read(String sql, Rows.Reader<T> reader, Symbol symbol, long before, int limit)
			throws SQLException {
		List<T> answer = new ArrayList<>();
		try (Rows<T> rows = Rows.query(this.connection, sql, reader, symbol.value(), before, limit)) {
			while (rows.peek() != null) {
				answer.add(rows.next());
			}
		}
		// A snapshot that is kept would show the past next time, and let the log of
		// SQLite grow.
		this.connection.commit();
		return answer;
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
