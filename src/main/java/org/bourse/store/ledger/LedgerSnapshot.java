package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;

/**
 * The whole ledger as it was at one moment, for whoever wants to prove it. It may be
 * written meanwhile, and nothing waits. Rows come as they stand in the tables, in the
 * order of the keys, and several tables can be read side by side. Used by one thread.
 * <p>
 * What a query has to sort, the database sorts on its own disk if it is much.
 */
public final class LedgerSnapshot implements AutoCloseable {

	private final Dialect dialect;

	private final Connection connection;

	private final long tradesOfStocks;

	private LedgerSnapshot(Dialect dialect, Connection connection) throws SQLException {
		this.dialect = dialect;
		this.connection = connection;
		// The first read: the snapshot is of this moment.
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT coalesce(sum(trades), 0) FROM stock")) {
			row.next();
			this.tradesOfStocks = row.getLong(1);
		}
	}

	/**
	 * @throws SQLException if the database cannot be reached now
	 * @throws LedgerException if there is no ledger in it, or one of another version
	 */
	public static LedgerSnapshot open(Dialect dialect) throws SQLException {
		Schema.requireCurrent(dialect);
		Connection connection = dialect.connectToRead();
		try {
			return new LedgerSnapshot(dialect, connection);
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/** The ledger as the operator knows it. */
	public String name() {
		return this.dialect.name();
	}

	/** How many trades there should be. */
	public long tradesOfStocks() {
		return this.tradesOfStocks;
	}

	/** In the order of the symbols. */
	public Rows<StockRow> stocks() throws SQLException {
		return Rows.query(this.connection,
				"SELECT symbol, price, volume, volume_limit, halt_reason, session, trades, version FROM stock "
						+ "ORDER BY symbol",
				(row) -> new StockRow(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4),
						row.getString(5), row.getLong(6), row.getLong(7), row.getLong(8)));
	}

	/** In the order of the symbols, and of the sequence in each. */
	public Rows<TradeRow> trades() throws SQLException {
		return Rows.query(this.connection,
				"SELECT symbol, sequence, session, side, quantity, price, volume_after, volume_limit, version "
						+ "FROM trade ORDER BY symbol, sequence",
				(row) -> new TradeRow(row.getString(1), row.getLong(2), row.getLong(3), row.getString(4),
						row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9)));
	}

	/** In the order of the symbols, and of the version in each. */
	public Rows<EventRow> events() throws SQLException {
		return Rows.query(this.connection,
				"SELECT symbol, version, kind, session, volume_before, volume_after, limit_before, limit_after, "
						+ "halt_before, halt_after FROM event ORDER BY symbol, version",
				(row) -> new EventRow(row.getString(1), row.getLong(2), row.getString(3), row.getLong(4),
						nullableLong(row, 5), row.getLong(6), nullableLong(row, 7), row.getLong(8), row.getString(9),
						row.getString(10)));
	}

	/** In the order of the symbols, and of the minute in each. */
	public Rows<CandleRow> candles() throws SQLException {
		return Rows.query(this.connection, "SELECT symbol, minute, open, high, low, close, volume, trades FROM candle "
				+ "ORDER BY symbol, minute", LedgerSnapshot::candle);
	}

	/**
	 * The candles that the trades make, in the same order as {@link #candles()}. The
	 * clocks of several servers differ, so that the minutes of consecutive trades may go
	 * back and forth: the first and the last trade of a minute are known by their
	 * sequence.
	 */
	public Rows<CandleRow> candlesOfTrades() throws SQLException {
		return Rows.query(this.connection, """
				SELECT m.symbol, m.minute, first.price, m.high, m.low, last.price, m.volume, m.trades
				FROM (SELECT symbol, time / 60000000 AS minute, min(sequence) AS first_sequence,
				        max(sequence) AS last_sequence, max(price) AS high, min(price) AS low,
				        sum(quantity) AS volume, count(*) AS trades
				    FROM trade GROUP BY symbol, time / 60000000) m
				JOIN trade first ON first.symbol = m.symbol AND first.sequence = m.first_sequence
				JOIN trade last ON last.symbol = m.symbol AND last.sequence = m.last_sequence
				ORDER BY m.symbol, m.minute
				""", LedgerSnapshot::candle);
	}

	/**
	 * Client order ids that more than one trade bears. The unique index must not be
	 * trusted here: a damaged one lacks the very rows that are looked for. So the query
	 * asks for an expression that is not in the index, from which no database can tell
	 * that the index would do; it reads the table and sorts.
	 */
	public Rows<RepeatedId> repeatedIds() throws SQLException {
		return Rows.query(this.connection, """
				SELECT coalesce(client_order_id, ''), count(*), min(symbol || '-' || sequence),
				    max(symbol || '-' || sequence)
				FROM trade WHERE coalesce(client_order_id, '') <> ''
				GROUP BY coalesce(client_order_id, '') HAVING count(*) > 1
				""", (row) -> new RepeatedId(row.getString(1), row.getLong(2), row.getString(3), row.getString(4)));
	}

	private static CandleRow candle(ResultSet row) throws SQLException {
		return new CandleRow(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5),
				row.getLong(6), row.getLong(7), row.getLong(8));
	}

	private static @Nullable Long nullableLong(ResultSet row, int column) throws SQLException {
		long value = row.getLong(column);
		return row.wasNull() ? null : value;
	}

	/**
	 * Whether an error in reading is the fault of what was read, and not of the way to
	 * it.
	 */
	public boolean isDamage(SQLException failure) {
		return switch (this.dialect.classify(failure)) {
			case BROKEN, REFUSED -> true;
			case CONFLICT, UNWRITABLE, LOST -> false;
		};
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
