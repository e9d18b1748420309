package org.bourse.store.ledger;

import java.sql.SQLException;

/**
 * Writes what was decided, over one connection and within its transaction.
 */
public interface DecisionWriter {

	void write(Decisions decisions) throws SQLException;

	/** After an error: forgets what it has not written. */
	void reset() throws SQLException;

}
