package org.bourse.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

import org.bourse.log.Durations;
import org.bourse.store.ledger.PostgresDialect;
import org.bourse.store.ledger.SqliteDialect;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Where stocks live.
 *
 * @param url "jdbc:sqlite:" and a file, for one server; "jdbc:postgresql:" and a
 * database, for any number of servers that share one market; "memory:" for stocks that
 * are lost when the server stops
 * @param username for PostgreSQL
 * @param password for PostgreSQL
 * @param node the name of this server in the ledger, 1 to 64 of A-Z a-z 0-9 . _ -; the
 * name of the host when absent
 * @param timeout the most that a write, or a query of the history, waits for its answer,
 * 100ms to 10m
 * @param startTimeout how long a start waits for a PostgreSQL that is not up yet, 0 to
 * 10m
 * @param queueCapacity writes that may wait, 1 to 1048576; a further one is told BUSY
 * @param maxBatch the most writes of one commit, 1 to 1048576
 * @param compareInterval with several servers, how often the versions of all stocks are
 * compared with the database, in case a notice was lost; at least 100ms, and shorter than
 * max-staleness
 * @param maxStaleness for how long a shared database may be silent before quotes are
 * marked with their age and the server is not ready; longer than compare-interval, at
 * most 10m
 */
@ConfigurationProperties(prefix = "bourse.store", ignoreUnknownFields = false)
record StoreProperties(@DefaultValue("jdbc:sqlite:data/bourse.db") String url, @Nullable String username,
		@Nullable String password, @Nullable String node, @DefaultValue("3s") Duration timeout,
		@DefaultValue("1m") Duration startTimeout, @DefaultValue("16384") int queueCapacity,
		@DefaultValue("4096") int maxBatch, @DefaultValue("2s") Duration compareInterval,
		@DefaultValue("10s") Duration maxStaleness) {

	static final String MEMORY = "memory:";

	private static final Duration SHORTEST = Duration.ofMillis(100);

	private static final Duration LONGEST = Duration.ofMinutes(10);

	private static final int MAX_CAPACITY = 1 << 20;

	StoreProperties {
		if (!url.equals(MEMORY) && !url.startsWith(SqliteDialect.PREFIX) && !url.startsWith(PostgresDialect.PREFIX)) {
			throw invalid("url", withoutSecrets(url),
					"must be memory:, or begin with " + SqliteDialect.PREFIX + " or " + PostgresDialect.PREFIX);
		}
		if (url.startsWith(PostgresDialect.PREFIX) && !PostgresDialect.accepts(url)) {
			throw invalid("url", withoutSecrets(url),
					"must be " + PostgresDialect.PREFIX + "//HOST:PORT/DATABASE, without credentials: those are "
							+ "bourse.store.username and bourse.store.password");
		}
		if (url.startsWith(SqliteDialect.PREFIX) && !SqliteDialect.namesFile(url)) {
			throw invalid("url", url,
					"must name a plain file, such as jdbc:sqlite:data/bourse.db; " + "memory: keeps stocks in memory");
		}
		if (node != null && !node.matches("[A-Za-z0-9._-]{1,64}")) {
			throw invalid("node", node, "must be 1 to 64 of A-Z a-z 0-9 . _ -");
		}
		check("timeout", timeout, SHORTEST);
		check("start-timeout", startTimeout, Duration.ZERO);
		check("compare-interval", compareInterval, SHORTEST);
		check("max-staleness", maxStaleness, SHORTEST);
		if (compareInterval.compareTo(maxStaleness) >= 0) {
			throw invalid("compare-interval", compareInterval,
					"must be shorter than bourse.store.max-staleness, which is " + Durations.text(maxStaleness));
		}
		check("queue-capacity", queueCapacity);
		check("max-batch", maxBatch);
	}

	/** What may be told of a URL that may hold a password. */
	private static String withoutSecrets(String url) {
		return url.replaceFirst("//.*@", "//...@").replaceFirst("[?].*", "");
	}

	private static void check(String key, Duration value, Duration shortest) {
		if (value.compareTo(shortest) < 0 || value.compareTo(LONGEST) > 0) {
			throw invalid(key, value,
					"must be a duration from " + Durations.text(shortest) + " to " + Durations.text(LONGEST));
		}
	}

	private static void check(String key, int value) {
		if (value < 1 || value > MAX_CAPACITY) {
			throw invalid(key, value, "must be a whole number from 1 to " + MAX_CAPACITY);
		}
	}

	private static InvalidConfigurationPropertyValueException invalid(String key, Object value, String reason) {
		return new InvalidConfigurationPropertyValueException("bourse.store." + key, value, reason);
	}

	/** The configured name, or that of the host. */
	String nodeName() {
		if (this.node != null) {
			return this.node;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

	/** Passwords are not for logs. */
	@Override
	public String toString() {
		return "StoreProperties[node=" + this.node + "]";
	}

}
