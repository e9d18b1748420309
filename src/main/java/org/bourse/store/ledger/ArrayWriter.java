package org.bourse.store.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import org.bourse.domain.Candle;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Halt;
import org.bourse.domain.Stock;
import org.jspecify.annotations.Nullable;

/**
 * Writes all rows of all tables by one statement, whose parameters are columns: where the
 * database is elsewhere, each statement costs a round trip while the stocks are locked.
 */
final class ArrayWriter implements DecisionWriter {

	private static final String SQL = """
			WITH traded AS (
			    INSERT INTO trade (symbol, sequence, session, side, quantity, price, volume_after, volume_limit,
			        version, client_order_id, node, time)
			    SELECT * FROM unnest(?::text[], ?::bigint[], ?::integer[], ?::text[], ?::bigint[], ?::bigint[],
			        ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bigint[])
			), merged AS (
			    INSERT INTO candle (symbol, minute, open, high, low, close, volume, trades)
			    SELECT * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
			        ?::bigint[], ?::bigint[])
			    ON CONFLICT (symbol, minute) DO UPDATE SET
			        high = greatest(candle.high, excluded.high),
			        low = least(candle.low, excluded.low),
			        close = excluded.close,
			        volume = candle.volume + excluded.volume,
			        trades = candle.trades + excluded.trades
			)
			UPDATE stock SET price = s.price, volume = s.volume, volume_limit = s.volume_limit,
			    halt_reason = s.halt_reason, halted_at = s.halted_at, resume_at = s.resume_at,
			    session = s.session, trades = s.trades, version = s.version
			FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[],
			        ?::integer[], ?::bigint[], ?::bigint[])
			    AS s (symbol, price, volume, volume_limit, halt_reason, halted_at, resume_at, session, trades, version)
			WHERE stock.symbol = s.symbol
			""";

	private final Connection connection;

	private final PreparedStatement statement;

	ArrayWriter(Connection connection) throws SQLException {
		this.connection = connection;
		this.statement = connection.prepareStatement(SQL);
	}

	@Override
	public void write(Decisions decisions) throws SQLException {
		Parameters parameters = new Parameters();
		setTrades(parameters, decisions.trades());
		setCandles(parameters, decisions.candles());
		setStocks(parameters, decisions.changed());
		int updated = this.statement.executeUpdate();
		if (updated != decisions.changed().size()) {
			throw new IllegalStateException(
					updated + " rows updated of " + decisions.changed().size() + " stocks that are locked");
		}
	}

	private static void setTrades(Parameters parameters, List<LedgerTrade> trades) throws SQLException {
		parameters.texts(trades, (trade) -> trade.symbol().value());
		parameters.longs(trades, LedgerTrade::sequence);
		parameters.ints(trades, (trade) -> Columns.session(trade.session()));
		parameters.texts(trades, (trade) -> trade.side().name());
		parameters.longs(trades, (trade) -> trade.quantity().shares());
		parameters.longs(trades, (trade) -> trade.price().tenThousandths());
		parameters.longs(trades, LedgerTrade::volumeAfter);
		parameters.longs(trades, LedgerTrade::volumeLimit);
		parameters.longs(trades, LedgerTrade::version);
		parameters.texts(trades, (trade) -> {
			ClientOrderId id = trade.clientOrderId();
			return (id != null) ? id.value() : null;
		});
		parameters.texts(trades, LedgerTrade::node);
		parameters.longs(trades, (trade) -> Columns.micros(trade.time()));
	}

	private static void setCandles(Parameters parameters, Collection<Candle> candles) throws SQLException {
		parameters.texts(candles, (candle) -> candle.symbol().value());
		parameters.longs(candles, (candle) -> Columns.minute(candle.start()));
		parameters.longs(candles, (candle) -> candle.open().tenThousandths());
		parameters.longs(candles, (candle) -> candle.high().tenThousandths());
		parameters.longs(candles, (candle) -> candle.low().tenThousandths());
		parameters.longs(candles, (candle) -> candle.close().tenThousandths());
		parameters.longs(candles, Candle::volume);
		parameters.longs(candles, Candle::trades);
	}

	private static void setStocks(Parameters parameters, Collection<Stock> stocks) throws SQLException {
		parameters.texts(stocks, (stock) -> stock.symbol().value());
		parameters.longs(stocks, (stock) -> stock.price().tenThousandths());
		parameters.longs(stocks, Stock::volume);
		parameters.longs(stocks, Stock::volumeLimit);
		parameters.texts(stocks, (stock) -> {
			Halt halt = stock.halt();
			return (halt != null) ? halt.reason().name() : null;
		});
		parameters.longs(stocks, (stock) -> {
			Halt halt = stock.halt();
			return (halt != null) ? Columns.micros(halt.since()) : null;
		});
		parameters.longs(stocks, (stock) -> {
			Halt halt = stock.halt();
			return (halt != null && halt.resumeAt() != null) ? Columns.micros(halt.resumeAt()) : null;
		});
		parameters.ints(stocks, (stock) -> Columns.session(stock.session()));
		parameters.longs(stocks, Stock::trades);
		parameters.longs(stocks, Stock::version);
	}

	@Override
	public void reset() {
		// Nothing is kept between statements.
	}

	/** Sets one column after the other. */
	private final class Parameters {

		private int next = 1;

		private <R> void texts(Collection<R> rows, Function<R, @Nullable String> column) throws SQLException {
			set("text", rows.stream().map(column).toArray(String[]::new));
		}

		private <R> void longs(Collection<R> rows, Function<R, @Nullable Long> column) throws SQLException {
			set("int8", rows.stream().map(column).toArray(Long[]::new));
		}

		private <R> void ints(Collection<R> rows, Function<R, Integer> column) throws SQLException {
			set("int4", rows.stream().map(column).toArray(Integer[]::new));
		}

		private void set(String type, Object[] column) throws SQLException {
			Array array = ArrayWriter.this.connection.createArrayOf(type, column);
			ArrayWriter.this.statement.setArray(this.next++, array);
		}

	}

}
