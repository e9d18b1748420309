package org.bourse.web;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.bourse.RunningBourse;
import org.bourse.store.TestPostgres;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A client that goes away while the store writes.
 */
class GoneClientTest {

	private static final String TRADE = "{\"quantity\":7,\"side\":\"BUY\"}";

	@Test
	void itsTradeIsAppliedAndNobodyComplains() throws Exception {
		try (TestPostgres postgres = new TestPostgres()) {
			String database = postgres.newDatabase();
			try (RunningBourse bourse = new RunningBourse("--bourse.store.url=" + database,
					"--bourse.store.timeout=1m"); Connection other = DriverManager.getConnection(database)) {
				ListAppender<ILoggingEvent> log = new ListAppender<>();
				log.start();
				Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
				root.addAppender(log);
				other.setAutoCommit(false);
				try (Statement statement = other.createStatement()) {
					statement.execute("SELECT * FROM stock FOR UPDATE");
				}
				Socket client = new Socket("127.0.0.1", bourse.httpPort());
				client.getOutputStream()
					.write(("POST /api/v1/stocks/GameStart/trades HTTP/1.1\r\nHost: x\r\n"
							+ "Content-Type: application/json\r\nIdempotency-Key: gone\r\nContent-Length: "
							+ TRADE.length() + "\r\n\r\n" + TRADE)
						.getBytes(US_ASCII));
				await().until(() -> waits(database));
				client.setSoLinger(true, 0);
				client.close();
				other.rollback();
				await().untilAsserted(
						() -> assertThat(bourse.get("/api/v1/stocks/GameStart").body()).contains("\"volume\":7,"));
				HttpResponse<String> again = bourse.send("POST", "/api/v1/stocks/GameStart/trades", TRADE,
						"Idempotency-Key", "gone");
				assertThat(again.body()).contains("\"duplicate\":true");
				root.detachAppender(log);
				assertThat(log.list).filteredOn((event) -> event.getLevel().isGreaterOrEqual(Level.WARN)).isEmpty();
			}
		}
	}

	/** Whether a transaction waits for a row. */
	private static boolean waits(String database) throws SQLException {
		try (Connection connection = DriverManager.getConnection(database);
				Statement statement = connection.createStatement();
				ResultSet locks = statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
			return locks.next() && locks.getInt(1) > 0;
		}
	}

}
