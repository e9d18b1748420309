package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a query, read row by row, so that it may be of any size. Used by one
 * thread.
 */
public final class Rows<T> implements AutoCloseable {

	/** Rows that PostgreSQL sends at one time. */
	private static final int FETCH_SIZE = 2000;

	private final Statement statement;

	private final ResultSet rows;

	private final Reader<T> reader;

	private @Nullable T next;

	private Rows(Statement statement, ResultSet rows, Reader<T> reader) throws SQLException {
		this.statement = statement;
		this.rows = rows;
		this.reader = reader;
		this.next = read();
	}

	/**
	 * @param connection in a transaction: else PostgreSQL would send all rows at once
	 */
	static <T> Rows<T> query(Connection connection, String sql, Reader<T> reader) throws SQLException {
		Statement statement = connection.createStatement();
		try {
			statement.setFetchSize(FETCH_SIZE);
			return new Rows<>(statement, statement.executeQuery(sql), reader);
		}
		catch (SQLException ex) {
			statement.close();
			throw ex;
		}
	}

	/**
	 * @param connection as above
	 * @param symbol the first parameter of the statement, before the others
	 */
	static <T> Rows<T> query(Connection connection, String sql, Reader<T> reader, String symbol, long... others)
			throws SQLException {
		PreparedStatement statement = connection.prepareStatement(sql);
		try {
			statement.setFetchSize(FETCH_SIZE);
			statement.setString(1, symbol);
			for (int i = 0; i < others.length; i++) {
				statement.setLong(i + 2, others[i]);
			}
			return new Rows<>(statement, statement.executeQuery(), reader);
		}
		catch (SQLException ex) {
			statement.close();
			throw ex;
		}
	}

	/** The next row, which stays the next; null after the last. */
	public @Nullable T peek() {
		return this.next;
	}

	/**
	 * The next row.
	 * @throws NoSuchElementException after the last
	 */
	public T next() throws SQLException {
		T row = this.next;
		if (row == null) {
			throw new NoSuchElementException("after the last row");
		}
		this.next = read();
		return row;
	}

	private @Nullable T read() throws SQLException {
		return this.rows.next() ? this.reader.read(this.rows) : null;
	}

	@Override
	public void close() throws SQLException {
		this.statement.close();
	}

	/** Makes a value of the present row. */
	@FunctionalInterface
	interface Reader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
