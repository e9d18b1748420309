package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

import org.bourse.domain.Candle;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Stock;

/**
 * Writes row by row, which is best where the database is in this process.
 */
final class RowWriter implements DecisionWriter {

	private static final int COLUMNS_OF_TRADE = 12;

	/** One statement for so many rows costs a third less than a statement for each. */
	private static final int ROWS_OF_INSERT = 16;

	private final PreparedStatement updateStock;

	private final PreparedStatement insertTrade;

	/** The same, for many rows. */
	private final PreparedStatement insertTrades;

	private final PreparedStatement mergeCandle;

	RowWriter(Connection connection) throws SQLException {
		this.updateStock = connection
			.prepareStatement("UPDATE stock SET price = ?, volume = ?, volume_limit = ?, halt_reason = ?, "
					+ "halted_at = ?, resume_at = ?, session = ?, trades = ?, version = ? WHERE symbol = ?");
		this.insertTrade = connection.prepareStatement(insertTradesSql(1));
		this.insertTrades = connection.prepareStatement(insertTradesSql(ROWS_OF_INSERT));
		this.mergeCandle = connection
			.prepareStatement("INSERT INTO candle (symbol, minute, open, high, low, close, volume, trades) "
					+ "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (symbol, minute) DO UPDATE SET "
					+ "high = CASE WHEN excluded.high > candle.high THEN excluded.high ELSE candle.high END, "
					+ "low = CASE WHEN excluded.low < candle.low THEN excluded.low ELSE candle.low END, "
					+ "close = excluded.close, volume = candle.volume + excluded.volume, "
					+ "trades = candle.trades + excluded.trades");
	}

	private static String insertTradesSql(int rows) {
		String row = "(" + String.join(", ", Collections.nCopies(COLUMNS_OF_TRADE, "?")) + ")";
		return "INSERT INTO trade (" + Columns.TRADE + ") VALUES " + String.join(", ", Collections.nCopies(rows, row));
	}

	@Override
	public void write(Decisions decisions) throws SQLException {
		for (Stock stock : decisions.changed()) {
			Columns.setStock(this.updateStock, 1, stock);
			this.updateStock.setString(10, stock.symbol().value());
			this.updateStock.addBatch();
		}
		for (int updated : this.updateStock.executeBatch()) {
			if (updated != 1) {
				throw new IllegalStateException(updated + " rows updated of a stock that is locked");
			}
		}
		insert(decisions.trades());
		if (!decisions.trades().isEmpty()) {
			for (Candle candle : decisions.candles()) {
				add(candle);
			}
			this.mergeCandle.executeBatch();
		}
	}

	private void insert(List<LedgerTrade> trades) throws SQLException {
		int done = 0;
		for (; trades.size() - done >= ROWS_OF_INSERT; done += ROWS_OF_INSERT) {
			for (int i = 0; i < ROWS_OF_INSERT; i++) {
				setTrade(this.insertTrades, i * COLUMNS_OF_TRADE, trades.get(done + i));
			}
			this.insertTrades.addBatch();
		}
		if (done > 0) {
			this.insertTrades.executeBatch();
		}
		for (LedgerTrade trade : trades.subList(done, trades.size())) {
			setTrade(this.insertTrade, 0, trade);
			this.insertTrade.addBatch();
		}
		if (done < trades.size()) {
			this.insertTrade.executeBatch();
		}
	}

	/**
	 * @param before parameters of other rows before this one
	 */
	private static void setTrade(PreparedStatement row, int before, LedgerTrade trade) throws SQLException {
		ClientOrderId id = trade.clientOrderId();
		row.setString(before + 1, trade.symbol().value());
		row.setLong(before + 2, trade.sequence());
		row.setInt(before + 3, Columns.session(trade.session()));
		row.setString(before + 4, trade.side().name());
		row.setLong(before + 5, trade.quantity().shares());
		row.setLong(before + 6, trade.price().tenThousandths());
		row.setLong(before + 7, trade.volumeAfter());
		row.setLong(before + 8, trade.volumeLimit());
		row.setLong(before + 9, trade.version());
		row.setString(before + 10, (id != null) ? id.value() : null);
		row.setString(before + 11, trade.node());
		row.setLong(before + 12, Columns.micros(trade.time()));
	}

	private void add(Candle candle) throws SQLException {
		PreparedStatement row = this.mergeCandle;
		row.setString(1, candle.symbol().value());
		row.setLong(2, Columns.minute(candle.start()));
		row.setLong(3, candle.open().tenThousandths());
		row.setLong(4, candle.high().tenThousandths());
		row.setLong(5, candle.low().tenThousandths());
		row.setLong(6, candle.close().tenThousandths());
		row.setLong(7, candle.volume());
		row.setLong(8, candle.trades());
		row.addBatch();
	}

	@Override
	public void reset() throws SQLException {
		this.updateStock.clearBatch();
		this.insertTrade.clearBatch();
		this.insertTrades.clearBatch();
		this.mergeCandle.clearBatch();
	}

}
