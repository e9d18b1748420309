package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Reads the present state of stocks over a connection of its own. Used by one thread at a
 * time.
 */
public final class LedgerReader implements AutoCloseable {

	/** Symbols asked for at one time. */
	private static final int CHUNK = 1000;

	private final Dialect dialect;

	private final Connection connection;

	private final JdbcClient client;

	private LedgerReader(Dialect dialect, Connection connection) {
		this.dialect = dialect;
		this.connection = connection;
		this.client = JdbcClient.create(new SingleConnectionDataSource(connection, true));
	}

	/**
	 * @throws SQLException if the database cannot be reached now
	 */
	public static LedgerReader open(Dialect dialect, Duration patience) throws SQLException {
		return new LedgerReader(dialect, dialect.connect(patience));
	}

	public List<Stock> all() throws SQLException {
		return read(() -> this.client.sql("SELECT " + Columns.STOCK + " FROM stock")
			.query((row, index) -> Columns.stock(row))
			.list());
	}

	public List<Stock> find(Collection<Symbol> symbols) throws SQLException {
		List<String> names = symbols.stream().map(Symbol::value).toList();
		List<Stock> stocks = new ArrayList<>(names.size());
		for (int from = 0; from < names.size(); from += CHUNK) {
			String chunk = String.join(",", names.subList(from, Math.min(from + CHUNK, names.size())));
			stocks.addAll(read(() -> this.client
				.sql("SELECT " + Columns.STOCK + " FROM stock WHERE " + this.dialect.isOneOf("symbol"))
				.param(chunk)
				.query((row, index) -> Columns.stock(row))
				.list()));
		}
		return stocks;
	}

	/** The version of every stock. */
	public Map<Symbol, Long> versions() throws SQLException {
		return read(() -> {
			Map<Symbol, Long> versions = new HashMap<>();
			this.client.sql("SELECT symbol, version FROM stock").query((row) -> {
				versions.put(new Symbol(row.getString(1)), row.getLong(2));
			});
			return versions;
		});
	}

	/** Spring's exceptions tell less than what they wrap. */
	private static <T> T read(Supplier<T> query) throws SQLException {
		try {
			return query.get();
		}
		catch (DataAccessException ex) {
			throw (ex.getCause() instanceof SQLException cause) ? cause : new SQLException(ex);
		}
	}

	Connection connection() {
		return this.connection;
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
