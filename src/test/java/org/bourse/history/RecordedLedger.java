package org.bourse.history;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the database holds, read with plain SQL.
 *
 * @param trades in the order of symbol and sequence
 * @param stocks by their symbols
 */
record RecordedLedger(List<RecordedTrade> trades, Map<String, RecordedStock> stocks) {

	static RecordedLedger read(String url) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			return new RecordedLedger(trades(statement), stocks(statement));
		}
	}

	private static List<RecordedTrade> trades(Statement statement) throws SQLException {
		List<RecordedTrade> trades = new ArrayList<>();
		try (ResultSet row = statement.executeQuery("SELECT symbol, sequence, session, side, quantity, volume_after, "
				+ "volume_limit, version, client_order_id FROM trade ORDER BY symbol, sequence")) {
			while (row.next()) {
				trades.add(new RecordedTrade(row.getString(1), row.getLong(2), row.getInt(3), row.getString(4),
						row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getString(9)));
			}
		}
		return trades;
	}

	private static Map<String, RecordedStock> stocks(Statement statement) throws SQLException {
		Map<String, RecordedStock> stocks = new LinkedHashMap<>();
		try (ResultSet row = statement
			.executeQuery("SELECT symbol, volume, session, trades, version FROM stock ORDER BY symbol")) {
			while (row.next()) {
				stocks.put(row.getString(1),
						new RecordedStock(row.getLong(2), row.getInt(3), row.getLong(4), row.getLong(5)));
			}
		}
		return stocks;
	}

	/**
	 * A row of the table trade.
	 *
	 * @param id null if it was traded without
	 */
	record RecordedTrade(String symbol, long sequence, int session, String side, long quantity, long volumeAfter,
			long volumeLimit, long version, String id) {

		String name() {
			return this.symbol + "-" + this.sequence;
		}

	}

	/**
	 * A row of the table stock.
	 */
	record RecordedStock(long volume, int session, long trades, long version) {
	}

}
