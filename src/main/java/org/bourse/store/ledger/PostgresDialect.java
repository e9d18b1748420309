package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * PostgreSQL, which any number of servers may share.
 */
public final class PostgresDialect implements Dialect {

	public static final String PREFIX = "jdbc:postgresql:";

	private final String url;

	private final Properties settings = new Properties();

	/**
	 * By which the server's own timeouts, which leave the connection whole, are first.
	 */
	private static final int SOCKET_GRACE_SECONDS = 3;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

	/**
	 * For a program that nobody waits for: on a busy machine a login may take seconds.
	 */
	private static final Duration PATIENT_LOGIN_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * @param node how the server's connections are named in {@code pg_stat_activity}
	 */
	public PostgresDialect(String url, @Nullable String username, @Nullable String password, String node) {
		this.url = url;
		this.settings.setProperty("ApplicationName", "bourse " + node);
		this.settings.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
		this.settings.setProperty("loginTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
		this.settings.setProperty("tcpKeepAlive", "true");
		this.settings.setProperty("reWriteBatchedInserts", "true");
		if (username != null) {
			this.settings.setProperty("user", username);
		}
		if (password != null) {
			this.settings.setProperty("password", password);
		}
	}

	/** Whether it is a URL of this dialect that the driver can read. */
	public static boolean accepts(String url) {
		// The driver would take a user before the host for a part of its name.
		return url.startsWith(PREFIX) && !url.matches(".*//[^/?]*@.*") && new Driver().acceptsURL(url);
	}

	@Override
	public Connection connect(Duration patience) throws SQLException {
		Connection connection = DriverManager.getConnection(this.url, limited(patience));
		try (Statement statement = connection.createStatement()) {
			// The last one frees the rows of a server that was cut off in the middle.
			long millis = patience.toMillis();
			// Plans do not depend on the parameters, and making them costs more than
			// running them.
			statement.execute(
					"SET plan_cache_mode = force_generic_plan; SET default_transaction_isolation = 'read committed'; SET statement_timeout = "
							+ millis + "; SET lock_timeout = " + millis + "; SET idle_in_transaction_session_timeout = "
							+ millis);
			requireDurable(statement);
			return connection;
		}
		catch (SQLException | LedgerException ex) {
			connection.close();
			throw ex;
		}
	}

	@Override
	public Connection connectToRead() throws SQLException {
		Properties patient = new Properties();
		patient.putAll(this.settings);
		patient.setProperty("loginTimeout", Long.toString(PATIENT_LOGIN_TIMEOUT.toSeconds()));
		// The user or the database may have limits of their own. Which of these exist
		// depends on the version.
		return connectToRead(patient, "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN "
				+ "('statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')");
	}

	@Override
	public Connection connectToRead(Duration patience) throws SQLException {
		// The best plan depends on how many rows are wanted.
		return connectToRead(limited(patience),
				"SET plan_cache_mode = force_custom_plan; SET statement_timeout = " + patience.toMillis());
	}

	private Properties limited(Duration patience) {
		Properties limited = new Properties();
		limited.putAll(this.settings);
		limited.setProperty("socketTimeout", Long.toString(patience.toSeconds() + SOCKET_GRACE_SECONDS));
		return limited;
	}

	private Connection connectToRead(Properties properties, String first) throws SQLException {
		Connection connection = DriverManager.getConnection(this.url, properties);
		try (Statement statement = connection.createStatement()) {
			statement.execute(first);
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			connection.setReadOnly(true);
			connection.setAutoCommit(false);
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	private void requireDurable(Statement statement) throws SQLException {
		try (ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery(), current_setting('fsync'), "
				+ "current_setting('full_page_writes'), current_setting('synchronous_commit'), "
				+ "current_setting('server_encoding'), current_setting('default_transaction_read_only')")) {
			row.next();
			if (row.getBoolean(1) || row.getString(6).equals("on")) {
				// Not a wrong setting: during a failover this passes.
				throw new SQLException(name() + " is a standby, or read-only: it takes no writes", "25006");
			}
			require("fsync", row.getString(2), "on");
			require("full_page_writes", row.getString(3), "on");
			require("server_encoding", row.getString(5), "UTF8");
			if (row.getString(4).equals("off")) {
				require("synchronous_commit", "off", "on");
			}
		}
	}

	private void require(String setting, String value, String wanted) {
		if (!value.equals(wanted)) {
			throw new LedgerException("the ledger " + name() + " is not fit to keep trades: " + setting + "=" + value
					+ ", but it must be " + wanted + ". Change the setting of the database", null);
		}
	}

	@Override
	public Transactions transactions(Connection connection) {
		return new PostgresTransactions(connection);
	}

	@Override
	public DecisionWriter writer(Connection connection) throws SQLException {
		return new ArrayWriter(connection);
	}

	/**
	 * What the server reports with a state of its own it has not applied. Of all else,
	 * and of a server that stops, it is not known.
	 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">error
	 * codes</a>
	 */
	@Override
	public LedgerFailure classify(SQLException failure) {
		String state = (failure.getSQLState() != null) ? failure.getSQLState() : "";
		return switch (state) {
			// Serialization failure, deadlock, lock and statement timeout.
			case "40001", "40P01", "55P03", "57014" -> LedgerFailure.CONFLICT;
			case "53100", "53200" -> LedgerFailure.UNWRITABLE;
			// Data and index corrupted.
			case "XX001", "XX002" -> LedgerFailure.BROKEN;
			// Read-only: this server has become a standby. Idle in transaction for too
			// long.
			case "25006", "25P03" -> LedgerFailure.LOST;
			default -> {
				boolean refused = state.startsWith("22") || state.startsWith("23") || state.startsWith("42")
						|| state.startsWith("P0") || state.startsWith("54");
				yield refused ? LedgerFailure.REFUSED : LedgerFailure.LOST;
			}
		};
	}

	/** Not with a wrong password, or for a database that does not exist. */
	@Override
	public boolean mayPass(SQLException failure) {
		String state = (failure.getSQLState() != null) ? failure.getSQLState() : "";
		return classify(failure) == LedgerFailure.LOST && !state.startsWith("28") && !state.equals("3D000");
	}

	@Override
	public String remedy() {
		return "Check bourse.store.url, bourse.store.username and bourse.store.password";
	}

	@Override
	public boolean isShared() {
		return true;
	}

	@Override
	public String isOneOf(String column) {
		return column + " = ANY (string_to_array(?, ','))";
	}

	@Override
	public String migrations() {
		return "postgresql";
	}

	@Override
	public String name() {
		int parameters = this.url.indexOf('?');
		return (parameters >= 0) ? this.url.substring(0, parameters) : this.url;
	}

	@Override
	public void close() {
		// Holds nothing.
	}

	private record PostgresTransactions(Connection connection) implements Transactions {

		@Override
		public void begin() throws SQLException {
			// The driver sends BEGIN with the first statement. It stays off: whatever
			// comes
			// after a commit must not be able to fail.
			this.connection.setAutoCommit(false);
		}

		@Override
		public void commit() throws SQLException {
			this.connection.commit();
		}

		@Override
		public void rollback() throws SQLException {
			if (!this.connection.getAutoCommit()) {
				this.connection.rollback();
			}
		}

	}

}
