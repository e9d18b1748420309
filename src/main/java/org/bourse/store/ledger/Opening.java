package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bourse.domain.MarketEvent;
import org.bourse.domain.Stock;

/**
 * What a server does to the ledger before it serves: brings the tables up to date, enters
 * the stocks that are not in it yet, and checks that it does not contradict itself.
 */
public final class Opening {

	/** Tables of any size are brought up to date and checked within it. */
	public static final Duration PATIENCE = Duration.ofMinutes(10);

	private static final int ROWS_AT_ONCE = 1000;

	private Opening() {
	}

	/**
	 * @param listings of which those are entered that the ledger does not have; the
	 * others are left as they are there
	 * @throws SQLException if the database cannot be reached now
	 * @throws LedgerException if the ledger must not be used
	 */
	public static Listed open(Dialect dialect, Collection<Stock> listings, Node node) throws SQLException {
		Schema.migrate(dialect);
		try (Connection connection = dialect.connect(Opening.PATIENCE)) {
			Transactions transactions = dialect.transactions(connection);
			transactions.begin();
			try {
				enter(connection, node);
				Listed listed = enter(connection, listings, node);
				transactions.commit();
				check(connection, dialect);
				return listed;
			}
			catch (SQLException ex) {
				transactions.rollback();
				throw ex;
			}
		}
	}

	/** Once: a row that is missing later must be noticed, not made again. */
	private static void enter(Connection connection, Node node) throws SQLException {
		try (PreparedStatement insert = connection
			.prepareStatement("INSERT INTO node (id, name, started_at, commits) VALUES (?, ?, ?, 0)")) {
			insert.setString(1, node.id());
			insert.setString(2, node.name());
			insert.setLong(3, Columns.micros(node.startedAt()));
			insert.executeUpdate();
		}
	}

	private static Listed enter(Connection connection, Collection<Stock> listings, Node node) throws SQLException {
		Map<String, Long> limits = new HashMap<>();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT symbol, volume_limit FROM stock")) {
			while (rows.next()) {
				limits.put(rows.getString(1), rows.getLong(2));
			}
		}
		List<Stock> missing = new ArrayList<>(
				listings.stream().filter((stock) -> !limits.containsKey(stock.symbol().value())).toList());
		// In one order, as another server may enter the same ones now.
		missing.sort(Comparator.comparing(Stock::symbol));
		try (PreparedStatement stocks = connection.prepareStatement("INSERT INTO stock (" + Columns.STOCK
				+ ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (symbol) DO NOTHING");
				PreparedStatement events = connection
					.prepareStatement(Ledger.insertEventSql() + " ON CONFLICT (symbol, version) DO NOTHING")) {
			for (int from = 0; from < missing.size(); from += ROWS_AT_ONCE) {
				for (Stock stock : missing.subList(from, Math.min(from + ROWS_AT_ONCE, missing.size()))) {
					stocks.setString(1, stock.symbol().value());
					Columns.setStock(stocks, 2, stock);
					stocks.addBatch();
					Ledger.setEvent(events, new LedgerEvent(MarketEvent.Kind.LISTED, null, stock,
							MarketEvent.CONFIGURATION, node.name(), node.startedAt()));
					events.addBatch();
				}
				stocks.executeBatch();
				events.executeBatch();
			}
		}
		int different = (int) listings.stream()
			.filter((stock) -> limits.getOrDefault(stock.symbol().value(), stock.volumeLimit()) != stock.volumeLimit())
			.count();
		return new Listed(missing.size(), different);
	}

	/**
	 * The present state of each stock must be what the last entry of the ledger says.
	 * Looks at one entry of each stock only; the {@code verify} program proves the rest.
	 */
	private static void check(Connection connection, Dialect dialect) throws SQLException {
		String contradiction = """
				SELECT s.symbol, s.trades, s.volume
				FROM stock s
				LEFT JOIN trade t ON t.symbol = s.symbol AND t.sequence = s.trades
				LEFT JOIN event e ON e.symbol = s.symbol
				    AND e.version = (SELECT max(version) FROM event WHERE symbol = s.symbol)
				WHERE (s.trades > 0 AND t.sequence IS NULL)
				    OR EXISTS (SELECT 1 FROM trade WHERE symbol = s.symbol AND sequence > s.trades)
				    OR s.volume <> CASE WHEN coalesce(t.version, 0) > coalesce(e.version, 0)
				        THEN t.volume_after ELSE coalesce(e.volume_after, -1) END
				LIMIT 1
				""";
		try (Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(contradiction)) {
			if (row.next()) {
				throw new LedgerException(
						"the ledger " + dialect.name() + " contradicts itself: stock " + row.getString(1)
								+ " has trades=" + row.getLong(2) + ", volume=" + row.getLong(3)
								+ ", but its last entry says otherwise. Run the verify program and restore a backup",
						null);
			}
		}
	}

	/**
	 * What became of the listings.
	 *
	 * @param entered those that the ledger did not have
	 * @param different those that have another volume limit there
	 */
	public record Listed(int entered, int different) {
	}

}
