package org.bourse.store.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

import org.bourse.domain.Halt;
import org.bourse.domain.HaltReason;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * How values of the domain stand in columns.
 */
final class Columns {

	static final String STOCK = "symbol, price, volume, volume_limit, halt_reason, halted_at, resume_at, session, "
			+ "trades, version";

	static final String TRADE = "symbol, sequence, session, side, quantity, price, volume_after, volume_limit, "
			+ "version, client_order_id, node, time";

	private Columns() {
	}

	/** From the columns of {@link #STOCK}, in their order. */
	static Stock stock(ResultSet row) throws SQLException {
		String reason = row.getString(5);
		Halt halt = (reason != null)
				? new Halt(HaltReason.valueOf(reason), instant(row.getLong(6)), nullableInstant(row, 7)) : null;
		return new Stock(new Symbol(row.getString(1)), new Price(row.getLong(2)), row.getLong(3), row.getLong(4), halt,
				session(row.getInt(8)), row.getLong(9), row.getLong(10));
	}

	/** Sets the parameters from the second of {@link #STOCK} on. */
	static void setStock(PreparedStatement statement, int first, Stock stock) throws SQLException {
		Halt halt = stock.halt();
		statement.setLong(first, stock.price().tenThousandths());
		statement.setLong(first + 1, stock.volume());
		statement.setLong(first + 2, stock.volumeLimit());
		statement.setString(first + 3, (halt != null) ? halt.reason().name() : null);
		setNullable(statement, first + 4, (halt != null) ? halt.since() : null);
		setNullable(statement, first + 5, (halt != null) ? halt.resumeAt() : null);
		statement.setInt(first + 6, session(stock.session()));
		statement.setLong(first + 7, stock.trades());
		statement.setLong(first + 8, stock.version());
	}

	private static void setNullable(PreparedStatement statement, int index, @Nullable Instant time)
			throws SQLException {
		if (time != null) {
			statement.setLong(index, micros(time));
		}
		else {
			statement.setNull(index, Types.BIGINT);
		}
	}

	private static @Nullable Instant nullableInstant(ResultSet row, int column) throws SQLException {
		long micros = row.getLong(column);
		return row.wasNull() ? null : instant(micros);
	}

	static long micros(Instant time) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, time);
	}

	static Instant instant(long micros) {
		return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
	}

	/** Minutes since 1970. */
	static long minute(Instant time) {
		return Math.floorDiv(time.getEpochSecond(), 60);
	}

	/** A date as yyyymmdd. */
	static int session(LocalDate date) {
		return date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth();
	}

	static LocalDate session(int yyyymmdd) {
		return LocalDate.of(yyyymmdd / 10_000, yyyymmdd / 100 % 100, yyyymmdd % 100);
	}

}
