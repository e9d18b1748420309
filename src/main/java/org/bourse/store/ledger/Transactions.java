package org.bourse.store.ledger;

import java.sql.SQLException;

/**
 * How the transactions of one connection begin and end. Used by the thread that has the
 * connection.
 */
public interface Transactions {

	/** Begins one that will write. */
	void begin() throws SQLException;

	/** Returns when all is on the disk. */
	void commit() throws SQLException;

	/** Does nothing if there is none. */
	void rollback() throws SQLException;

}
