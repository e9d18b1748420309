package org.bourse.store.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The tables of the ledger: made and brought up to date by the migrations of the dialect.
 */
final class Schema {

	private Schema() {
	}

	/**
	 * @throws SQLException if the database cannot be reached now
	 * @throws LedgerException if the tables were made by a newer version, or cannot be
	 * made
	 */
	static void migrate(Dialect dialect) throws SQLException {
		// Tells a database that is not there from one that refuses.
		dialect.connect(Opening.PATIENCE).close();
		try {
			flyway(dialect, () -> dialect.connect(Opening.PATIENCE)).migrate();
		}
		catch (FlywayValidateException ex) {
			throw new LedgerException("the ledger " + dialect.name() + " was made by another version of Bourse. Start "
					+ "that version or a newer one (" + LedgerException.oneLine(ex) + ")", ex);
		}
		catch (FlywayException ex) {
			if (ex.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
				throw new LedgerException("the database " + dialect.name() + " holds something else and is no ledger. "
						+ "Choose another one with bourse.store.url", ex);
			}
			throw new LedgerException("the tables of the ledger " + dialect.name() + " cannot be made ("
					+ LedgerException.oneLine(ex) + ")", ex);
		}
	}

	/**
	 * Changes nothing.
	 * @throws SQLException if the database cannot be reached now
	 * @throws LedgerException if there is no ledger in it, or its tables are not those of
	 * this version
	 */
	static void requireCurrent(Dialect dialect) throws SQLException {
		dialect.connectToRead().close();
		try {
			MigrationInfoService migrations = flyway(dialect, dialect::connectToRead).info();
			if (migrations.applied().length == 0) {
				throw new LedgerException("there is no ledger in " + dialect.name(), null);
			}
			for (MigrationInfo migration : migrations.all()) {
				if (migration.getState() != MigrationState.SUCCESS || !migration.isChecksumMatching()) {
					throw new LedgerException("the ledger " + dialect.name() + " was made by another version of Bourse "
							+ "(its migration " + migration.getVersion() + " is "
							+ migration.getState().getDisplayName().toLowerCase(Locale.ROOT)
							+ " here). Use the version that its servers have", null);
				}
			}
		}
		catch (FlywayException ex) {
			throw new LedgerException(
					"there is no ledger in " + dialect.name() + " (" + LedgerException.oneLine(ex) + ")", ex);
		}
	}

	private static Flyway flyway(Dialect dialect, Connector connector) {
		return Flyway.configure()
			.dataSource(new ConnectorDataSource(connector))
			.locations("classpath:db/migration/" + dialect.migrations())
			// Flyway would let a newer schema pass.
			.ignoreMigrationPatterns("")
			.table("schema_history")
			.load();
	}

	@FunctionalInterface
	private interface Connector {

		Connection connect() throws SQLException;

	}

	private static final class ConnectorDataSource extends AbstractDataSource {

		private final Connector connector;

		private ConnectorDataSource(Connector connector) {
			this.connector = connector;
		}

		@Override
		public Connection getConnection() throws SQLException {
			return this.connector.connect();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

}
