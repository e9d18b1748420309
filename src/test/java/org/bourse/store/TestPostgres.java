package org.bourse.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real PostgreSQL, as durable as in production: zonky would turn its syncs off.
 */
public final class TestPostgres implements AutoCloseable {

	private static final AtomicInteger databases = new AtomicInteger();

	private final Path data;

	private final int port;

	private EmbeddedPostgres server;

	public TestPostgres() {
		try {
			this.data = Files.createTempDirectory("bourse-postgres");
			this.server = builder().start();
			this.port = this.server.getPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private EmbeddedPostgres.Builder builder() {
		return EmbeddedPostgres.builder()
			.setDataDirectory(this.data)
			.setCleanDataDirectory(false)
			.setServerConfig("fsync", "on")
			.setServerConfig("full_page_writes", "on")
			.setServerConfig("synchronous_commit", "on");
	}

	/** Stops at once, without a checkpoint, as after a crash. */
	public void crash() throws Exception {
		signal("QUIT");
	}

	/** Stops as an operator does: transactions under way are cut off. */
	public void stop() throws Exception {
		signal("INT");
	}

	private void signal(String name) throws Exception {
		Path pidFile = this.data.resolve("postmaster.pid");
		String pid = Files.readAllLines(pidFile).get(0).strip();
		ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
		new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
		process.onExit().join();
		Files.deleteIfExists(pidFile);
		// Frees zonky's own lock of the folder.
		this.server.close();
	}

	/** Starts again, on the same data and port. */
	public void start() throws IOException {
		this.server = builder().setPort(this.port).start();
	}

	/** One for all tests that do no harm to it; it ends with the process. */
	public static TestPostgres shared() {
		return Shared.INSTANCE;
	}

	/** A new database. Returns its URL. */
	public String newDatabase() {
		String name = "market" + databases.incrementAndGet();
		execute("CREATE DATABASE " + name);
		return this.server.getJdbcUrl("postgres", name);
	}

	/** Runs a statement as the superuser. */
	public void execute(String sql) {
		try (Connection connection = DriverManager.getConnection(this.server.getJdbcUrl("postgres", "postgres"));
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private static final class Shared {

		private static final TestPostgres INSTANCE = new TestPostgres();

	}

}
