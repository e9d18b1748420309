package org.bourse.store.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * SQLite, in a file that one server has for itself. Others may read it meanwhile: a
 * backup, {@code sqlite3}, the verification.
 */
public final class SqliteDialect implements Dialect {

	public static final String PREFIX = "jdbc:sqlite:";

	/**
	 * Pages in the log after which they are moved into the file. SQLite's 1000 would do
	 * this, with two more syncs, some ten times a second under load.
	 */
	private static final int CHECKPOINT_PAGES = 10_000;

	/** How long a reader waits for a file that is being recovered. */
	private static final Duration READ_PATIENCE = Duration.ofSeconds(10);

	private static final int CACHE_KIB = 32 * 1024;

	/** PRAGMA synchronous: 2 is FULL, 3 is EXTRA. */
	private static final int SYNCHRONOUS_FULL = 2;

	/** The files that servers of this process have. */
	private static final Set<Path> owned = ConcurrentHashMap.newKeySet();

	private final String url;

	private final Path file;

	private final @Nullable FileLock lock;

	private SqliteDialect(String url, Path file, @Nullable FileLock lock) {
		this.url = url;
		this.file = file;
		this.lock = lock;
	}

	/**
	 * Makes the folder if it is missing and takes the file for this process.
	 * @throws LedgerException if another process has it, or it cannot be had
	 */
	public static SqliteDialect owning(String url) {
		Path file = file(url);
		try {
			Files.createDirectories(file.getParent());
			if (Files.notExists(file)) {
				// An empty file is an empty database. From now on it has a real path.
				Files.newOutputStream(file, StandardOpenOption.CREATE).close();
			}
			file = file.toRealPath();
			return owning(url, file);
		}
		catch (IOException ex) {
			throw new LedgerException("the ledger " + file + " cannot be opened: " + ex + ". Choose another place with "
					+ "bourse.store.url, or make the folder writable", ex);
		}
	}

	private static SqliteDialect owning(String url, Path file) throws IOException {
		// Looked at first: to close a second channel would free the lock of the first.
		if (owned.add(file)) {
			FileChannel channel = FileChannel.open(Path.of(file + ".lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE);
			FileLock lock = channel.tryLock();
			if (lock != null) {
				return new SqliteDialect(url, file, lock);
			}
			channel.close();
			owned.remove(file);
		}
		throw new LedgerException("the ledger " + file
				+ " is in use by another server. Stop it, or choose another file with bourse.store.url", null);
	}

	/**
	 * For reading only, also while a server has the file.
	 * @throws LedgerException if there is no such file
	 */
	public static SqliteDialect reading(String url) {
		Path file = file(url);
		if (!Files.isReadable(file)) {
			throw new LedgerException("there is no ledger " + file + ", or it cannot be read", null);
		}
		return new SqliteDialect(url, file, null);
	}

	/** The file that a URL names, resolved, so that two names of one file are one. */
	private static Path file(String url) {
		String name = fileName(url);
		if (!isPlain(name)) {
			throw new LedgerException("bourse.store.url " + url + " names no plain file. Give a path, such as "
					+ "jdbc:sqlite:data/bourse.db; memory: keeps stocks in memory", null);
		}
		Path file = Path.of(name).toAbsolutePath().normalize();
		try {
			return Files.exists(file) ? file.toRealPath() : file;
		}
		catch (IOException ex) {
			return file;
		}
	}

	/** Whether it is a URL of this dialect that names a plain file. */
	public static boolean namesFile(String url) {
		return url.startsWith(PREFIX) && isPlain(fileName(url));
	}

	private static String fileName(String url) {
		String name = url.substring(PREFIX.length());
		int parameters = name.indexOf('?');
		return (parameters >= 0) ? name.substring(0, parameters) : name;
	}

	private static boolean isPlain(String name) {
		return !name.isEmpty() && !name.startsWith(":") && !name.startsWith("file:");
	}

	@Override
	public Connection connect(Duration patience) throws SQLException {
		Properties settings = new Properties();
		// What the URL says is left alone, and refused below if it is too weak.
		setUnlessGiven(settings, "journal_mode", "WAL");
		setUnlessGiven(settings, "synchronous", "FULL");
		settings.setProperty("foreign_keys", "true");
		settings.setProperty("busy_timeout", Long.toString(patience.toMillis()));
		settings.setProperty("cache_size", Integer.toString(-CACHE_KIB));
		Connection connection = DriverManager.getConnection(this.url, settings);
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
			// Where a plain sync does not reach the disk itself (macOS).
			statement.execute("PRAGMA fullfsync = ON");
			statement.execute("PRAGMA checkpoint_fullfsync = ON");
			requireDurable(statement);
			return connection;
		}
		catch (SQLException | LedgerException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Sets nothing that would be kept in the file, which may be another program's.
	 */
	@Override
	public Connection connectToRead() throws SQLException {
		SQLiteConfig settings = new SQLiteConfig();
		settings.setCacheSize(-CACHE_KIB);
		return connectToRead(settings, READ_PATIENCE);
	}

	@Override
	public Connection connectToRead(Duration patience) throws SQLException {
		return connectToRead(new SQLiteConfig(), patience);
	}

	private Connection connectToRead(SQLiteConfig settings, Duration patience) throws SQLException {
		settings.setReadOnly(true);
		settings.setBusyTimeout((int) patience.toMillis());
		Connection connection = settings.createConnection(PREFIX + this.file);
		try {
			connection.setAutoCommit(false);
			return connection;
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	private void setUnlessGiven(Properties settings, String pragma, String value) {
		if (!this.url.contains(pragma + "=")) {
			settings.setProperty(pragma, value);
		}
	}

	/** Some file systems cannot do what was set. */
	private void requireDurable(Statement statement) throws SQLException {
		String journal = pragma(statement, "journal_mode");
		int synchronous = Integer.parseInt(pragma(statement, "synchronous"));
		if (!journal.equals("wal") || synchronous < SYNCHRONOUS_FULL) {
			throw new LedgerException(
					"the ledger " + this.file + " would not be durable: journal_mode=" + journal + ", synchronous="
							+ synchronous + ", but it must be wal and at least " + SYNCHRONOUS_FULL
							+ " (FULL). Remove these settings from bourse.store.url, and keep the file on a local disk",
					null);
		}
	}

	private static String pragma(Statement statement, String name) throws SQLException {
		try (ResultSet row = statement.executeQuery("PRAGMA " + name)) {
			row.next();
			return row.getString(1);
		}
	}

	@Override
	public Transactions transactions(Connection connection) {
		return new SqliteTransactions(connection);
	}

	@Override
	public DecisionWriter writer(Connection connection) throws SQLException {
		return new RowWriter(connection);
	}

	@Override
	public LedgerFailure classify(SQLException failure) {
		SQLiteErrorCode code = code(failure);
		return switch (code) {
			case SQLITE_FULL, SQLITE_IOERR_SHMSIZE, SQLITE_NOMEM, SQLITE_IOERR_NOMEM -> LedgerFailure.UNWRITABLE;
			// The driver has no name for every code; what it does not know may be the
			// disk's.
			case SQLITE_NOTADB, SQLITE_INTERNAL, SQLITE_MISUSE, SQLITE_OK, UNKNOWN_ERROR -> LedgerFailure.BROKEN;
			case SQLITE_LOCKED, SQLITE_PROTOCOL, SQLITE_INTERRUPT -> LedgerFailure.CONFLICT;
			default -> {
				String name = code.name();
				if (name.startsWith("SQLITE_BUSY")) {
					yield LedgerFailure.CONFLICT;
				}
				// A file that a statement needs, when there is no descriptor left.
				if (name.startsWith("SQLITE_READONLY") || name.startsWith("SQLITE_CANTOPEN")) {
					yield LedgerFailure.UNWRITABLE;
				}
				boolean broken = name.startsWith("SQLITE_IOERR") || name.startsWith("SQLITE_CORRUPT");
				yield broken ? LedgerFailure.BROKEN : LedgerFailure.REFUSED;
			}
		};
	}

	@Override
	public boolean mayPass(SQLException failure) {
		return false;
	}

	@Override
	public String remedy() {
		return "Check that it is a ledger and can be written, or choose another file with bourse.store.url";
	}

	private static SQLiteErrorCode code(SQLException failure) {
		return (failure instanceof SQLiteException sqlite) ? sqlite.getResultCode()
				: SQLiteErrorCode.getErrorCode(failure.getErrorCode());
	}

	@Override
	public boolean isShared() {
		return false;
	}

	@Override
	public String isOneOf(String column) {
		return column + " IN (SELECT value FROM json_each('[\"' || replace(?, ',', '\",\"') || '\"]'))";
	}

	@Override
	public String migrations() {
		return "sqlite";
	}

	@Override
	public String name() {
		return this.file.toString();
	}

	@Override
	public void close() {
		if (this.lock != null) {
			try {
				this.lock.channel().close();
				owned.remove(this.file);
			}
			catch (IOException ex) {
				throw new LedgerException("the lock of " + this.file + " could not be released: " + ex, ex);
			}
		}
	}

	/**
	 * Said by statements: the driver's own way would begin the next transaction, and lock
	 * the file, as soon as one ends. A new statement each time, as one that has failed
	 * would tell its error again.
	 */
	private record SqliteTransactions(Connection connection) implements Transactions {

		@Override
		public void begin() throws SQLException {
			execute("BEGIN IMMEDIATE");
		}

		@Override
		public void commit() throws SQLException {
			execute("COMMIT");
		}

		@Override
		public void rollback() throws SQLException {
			try {
				execute("ROLLBACK");
			}
			catch (SQLException ex) {
				// SQLite itself rolls back on some errors; then there is none.
				if (code(ex) != SQLiteErrorCode.SQLITE_ERROR) {
					throw ex;
				}
			}
		}

		private void execute(String sql) throws SQLException {
			try (Statement statement = this.connection.createStatement()) {
				statement.execute(sql);
			}
		}

	}

}
