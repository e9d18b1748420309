package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Halt;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * A connection that writes, with its statements prepared. Used by one thread at a time.
 * <p>
 * A transaction is {@link #begin}, {@link #lock}, {@link #find}, {@link #write},
 * {@link #commit}; after any error, {@link #rollback}.
 */
public final class Ledger implements AutoCloseable {

	private static final String MARK = "UPDATE node SET commits = ? WHERE id = ?";

	/** The column behind those of a stock. */
	private static final int MARKED = 11;

	private final Dialect dialect;

	private final Connection connection;

	private final Node node;

	private final Transactions transactions;

	private final PreparedStatement lockStocks;

	private final PreparedStatement findTrades;

	private final DecisionWriter writer;

	private final PreparedStatement insertEvent;

	private Ledger(Dialect dialect, Connection connection, Node node) throws SQLException {
		this.dialect = dialect;
		this.connection = connection;
		this.node = node;
		this.transactions = dialect.transactions(connection);
		// In the order of the symbols, so that servers wait for each other and never in a
		// circle.
		String stocks = " FROM stock WHERE " + dialect.isOneOf("symbol") + " ORDER BY symbol";
		this.lockStocks = connection
			.prepareStatement(dialect.isShared()
					? "WITH mark AS (" + MARK + " RETURNING 1) SELECT " + Columns.STOCK
							+ ", (SELECT count(*) FROM mark)" + stocks + " FOR UPDATE"
					: "SELECT " + Columns.STOCK + stocks);
		this.findTrades = connection
			.prepareStatement("SELECT " + Columns.TRADE + " FROM trade WHERE " + dialect.isOneOf("client_order_id"));
		this.writer = dialect.writer(connection);
		this.insertEvent = connection.prepareStatement(insertEventSql());
	}

	static String insertEventSql() {
		return "INSERT INTO event (symbol, version, kind, actor, session, volume_before, volume_after, limit_before, "
				+ "limit_after, halt_before, halt_after, node, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
	}

	/**
	 * Connects.
	 * @param node whose row is in the ledger
	 * @throws SQLException if the database cannot be reached now
	 * @throws LedgerException if it is not durable enough
	 */
	public static Ledger open(Dialect dialect, Node node, Duration patience) throws SQLException {
		Connection connection = dialect.connect(patience);
		try {
			return new Ledger(dialect, connection, node);
		}
		catch (SQLException | RuntimeException ex) {
			try {
				connection.close();
			}
			catch (SQLException closing) {
				ex.addSuppressed(closing);
			}
			throw ex;
		}
	}

	public void begin() throws SQLException {
		this.transactions.begin();
	}

	/**
	 * Locks and reads; what does not exist is missing from the answer.
	 * @param number by which {@link #isCommitted} knows this transaction; greater than
	 * those before
	 */
	public Map<Symbol, Stock> lock(Collection<Symbol> symbols, long number) throws SQLException {
		int parameter = 1;
		if (this.dialect.isShared()) {
			this.lockStocks.setLong(parameter++, number);
			this.lockStocks.setString(parameter++, this.node.id());
		}
		this.lockStocks.setString(parameter, symbols.stream().map(Symbol::value).collect(Collectors.joining(",")));
		Map<Symbol, Stock> stocks = new HashMap<>();
		try (ResultSet rows = this.lockStocks.executeQuery()) {
			while (rows.next()) {
				Stock stock = Columns.stock(rows);
				stocks.put(stock.symbol(), stock);
				if (this.dialect.isShared() && rows.getInt(MARKED) != 1) {
					throw rowIsGone();
				}
			}
		}
		return stocks;
	}

	/** Then it could not be found out any more what became of a commit. */
	private LedgerException rowIsGone() {
		return new LedgerException("the row " + this.node.id() + " of this server is gone from the table node", null);
	}

	/** The trades that bear one of these ids. After {@link #lock}. */
	public Map<ClientOrderId, LedgerTrade> find(Collection<ClientOrderId> ids) throws SQLException {
		Map<ClientOrderId, LedgerTrade> trades = new HashMap<>();
		if (ids.isEmpty()) {
			return trades;
		}
		this.findTrades.setString(1, ids.stream().map(ClientOrderId::value).collect(Collectors.joining(",")));
		try (ResultSet rows = this.findTrades.executeQuery()) {
			while (rows.next()) {
				ClientOrderId id = new ClientOrderId(rows.getString(10));
				trades.put(id,
						new LedgerTrade(new Symbol(rows.getString(1)), rows.getLong(2), Columns.session(rows.getInt(3)),
								Side.valueOf(rows.getString(4)), new Quantity(rows.getLong(5)),
								new Price(rows.getLong(6)), rows.getLong(7), rows.getLong(8), rows.getLong(9), id,
								rows.getString(11), Columns.instant(rows.getLong(12))));
			}
		}
		return trades;
	}

	/** Writes all that was decided. */
	public void write(Decisions decisions) throws SQLException {
		this.writer.write(decisions);
		for (LedgerEvent event : decisions.events()) {
			setEvent(this.insertEvent, event);
			this.insertEvent.addBatch();
		}
		if (!decisions.events().isEmpty()) {
			this.insertEvent.executeBatch();
		}
	}

	static void setEvent(PreparedStatement row, LedgerEvent event) throws SQLException {
		Stock before = event.before();
		Stock after = event.after();
		row.setString(1, after.symbol().value());
		row.setLong(2, after.version());
		row.setString(3, event.kind().name());
		row.setString(4, event.actor());
		row.setInt(5, Columns.session(after.session()));
		if (before != null) {
			row.setLong(6, before.volume());
			row.setLong(8, before.volumeLimit());
			row.setString(10, reason(before));
		}
		else {
			row.setNull(6, Types.BIGINT);
			row.setNull(8, Types.BIGINT);
			row.setNull(10, Types.VARCHAR);
		}
		row.setLong(7, after.volume());
		row.setLong(9, after.volumeLimit());
		row.setString(11, reason(after));
		row.setString(12, event.node());
		row.setLong(13, Columns.micros(event.time()));
	}

	private static @Nullable String reason(Stock stock) {
		Halt halt = stock.halt();
		return (halt != null) ? halt.reason().name() : null;
	}

	/** Returns when all is on the disk. */
	public void commit() throws SQLException {
		this.transactions.commit();
	}

	public void rollback() throws SQLException {
		this.writer.reset();
		this.insertEvent.clearBatch();
		this.transactions.rollback();
	}

	/**
	 * Whether a transaction was committed of which the answer was lost with another
	 * connection. Waits until the server is done with it: the row of the node is locked
	 * by a transaction that still runs.
	 * @param number of the last transaction before the connection was lost
	 */
	public boolean isCommitted(long number) throws SQLException {
		begin();
		try (PreparedStatement select = this.connection
			.prepareStatement("SELECT commits FROM node WHERE id = ? FOR UPDATE")) {
			select.setString(1, this.node.id());
			try (ResultSet row = select.executeQuery()) {
				if (!row.next()) {
					throw rowIsGone();
				}
				return row.getLong(1) >= number;
			}
		}
		finally {
			rollback();
		}
	}

	/** Writes something that takes space. */
	public void probe() throws SQLException {
		begin();
		try (PreparedStatement mark = this.connection.prepareStatement(MARK)) {
			mark.setLong(1, 0);
			mark.setString(2, this.node.id());
			mark.executeUpdate();
			commit();
		}
		catch (SQLException ex) {
			rollback();
			throw ex;
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
