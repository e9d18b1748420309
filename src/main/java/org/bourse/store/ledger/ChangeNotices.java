package org.bourse.store.ledger;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Hears what other servers changed. Its connection is never inside a transaction, where
 * it would hold up the notices of all. Used by one thread.
 */
public final class ChangeNotices implements AutoCloseable {

	private final LedgerReader reader;

	private final PGConnection connection;

	private final String nodeId;

	private ChangeNotices(LedgerReader reader, PGConnection connection, String nodeId) {
		this.reader = reader;
		this.connection = connection;
		this.nodeId = nodeId;
	}

	/**
	 * From now on nothing is missed that is announced; what was before must be read.
	 * @throws SQLException if the database cannot be reached now
	 */
	public static ChangeNotices listen(Dialect dialect, Node node, Duration patience) throws SQLException {
		LedgerReader reader = LedgerReader.open(dialect, patience);
		try (Statement statement = reader.connection().createStatement()) {
			statement.execute("LISTEN " + Notice.CHANNEL);
			return new ChangeNotices(reader, reader.connection().unwrap(PGConnection.class), node.id());
		}
		catch (SQLException ex) {
			reader.close();
			throw ex;
		}
	}

	/** Reads over the same connection. */
	public LedgerReader reader() {
		return this.reader;
	}

	/**
	 * Waits for notices, at most so long.
	 * @throws SQLException if the connection is lost
	 */
	public Heard await(Duration longest) throws SQLException {
		Set<Symbol> changed = new HashSet<>();
		boolean self = false;
		// The driver takes 0 for ever.
		PGNotification @Nullable [] notifications = this.connection
			.getNotifications((int) Math.max(1, longest.toMillis()));
		if (notifications != null) {
			for (PGNotification notification : notifications) {
				Notice notice = Notice.parse(notification.getParameter());
				if (notice.nodeId().equals(this.nodeId)) {
					self = true;
				}
				else {
					changed.addAll(notice.changed());
				}
			}
		}
		return new Heard(changed, self);
	}

	@Override
	public void close() throws SQLException {
		this.reader.close();
	}

	/**
	 * What came.
	 *
	 * @param changed stocks that other servers have changed
	 * @param self whether this server's own notices come through
	 */
	public record Heard(Set<Symbol> changed, boolean self) {
	}

}
