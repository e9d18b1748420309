package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What differs between the databases that a ledger can live in. Safe for use by many
 * threads; connections are not.
 */
public interface Dialect extends AutoCloseable {

	/**
	 * A connection fit for the ledger, with auto-commit on.
	 * @param patience the most that a statement, a lock or an answer is waited for
	 * @throws SQLException if the database cannot be reached now
	 * @throws LedgerException if it can, and is not durable enough
	 */
	Connection connect(Duration patience) throws SQLException;

	/**
	 * A connection that can change nothing, in a transaction: all that it reads is as it
	 * was at the first read, whatever is written meanwhile. Nothing limits how long that
	 * may take.
	 * @throws SQLException if the database cannot be reached now
	 */
	Connection connectToRead() throws SQLException;

	/**
	 * The same, for a reader that somebody waits for.
	 * @param patience the most that the database is waited for at one time
	 */
	Connection connectToRead(Duration patience) throws SQLException;

	/** For a connection of this dialect. */
	Transactions transactions(Connection connection) throws SQLException;

	/** The way to write that suits the database, for a connection of this dialect. */
	DecisionWriter writer(Connection connection) throws SQLException;

	/** What this error means, from whichever statement it came. */
	LedgerFailure classify(SQLException failure);

	/** Whether a start that fails by this error may succeed a little later. */
	boolean mayPass(SQLException failure);

	/** What an operator can do about a database that cannot be opened. */
	String remedy();

	/**
	 * Whether others write into the same database, so that rows must be locked, commits
	 * marked, and changes told.
	 */
	boolean isShared();

	/**
	 * A condition that is true for those rows whose column is one of the values. The
	 * statement's next parameter is the values, joined by commas.
	 */
	String isOneOf(String column);

	/** The folder of the migrations below {@code db/migration}. */
	String migrations();

	/** The database as the operator knows it, without credentials. */
	String name();

	/** Frees what was taken to have the database for this process. */
	@Override
	void close();

}
