package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;

import org.bourse.domain.Symbol;

/**
 * Tells other servers what this one has changed, in tiny transactions of its own:
 * PostgreSQL takes a lock over all databases while a transaction with a notice commits.
 * Used by one thread.
 */
public final class ChangeAnnouncer implements AutoCloseable {

	private final Connection connection;

	private final PreparedStatement notify;

	private final String nodeId;

	private ChangeAnnouncer(Connection connection, PreparedStatement notify, String nodeId) {
		this.connection = connection;
		this.notify = notify;
		this.nodeId = nodeId;
	}

	/**
	 * @throws SQLException if the database cannot be reached now
	 */
	public static ChangeAnnouncer open(Dialect dialect, Node node, Duration patience) throws SQLException {
		Connection connection = dialect.connect(patience);
		try (Statement statement = connection.createStatement()) {
			// A notice that is lost in a crash is made good by the full read after it.
			statement.execute("SET synchronous_commit = off");
			PreparedStatement notify = connection.prepareStatement("SELECT pg_notify('" + Notice.CHANNEL + "', ?)");
			return new ChangeAnnouncer(connection, notify, node.id());
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * @param changed may be empty: then this is a sign of life
	 */
	public void announce(Collection<Symbol> changed) throws SQLException {
		for (Notice notice : Notice.of(this.nodeId, changed)) {
			this.notify.setString(1, notice.payload());
			this.notify.execute();
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
