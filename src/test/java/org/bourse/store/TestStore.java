package org.bourse.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.domain.FixedCalendar;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Stock;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.PostgresDialect;
import org.bourse.store.ledger.SqliteDialect;

/**
 * How tests open a {@link JdbcStockRepository}.
 *
 * @param url of the database
 * @param node the name of the server
 * @param timeout of writes
 * @param queueCapacity of writes
 * @param around may replace the dialect by one that fails
 * @param onBroken is told when nothing can be acknowledged any more
 */
record TestStore(String url, String node, Duration timeout, int queueCapacity, UnaryOperator<Dialect> around,
		Consumer<Throwable> onBroken) {

	static TestStore sqlite(Path file) {
		return new TestStore(SqliteDialect.PREFIX + file, "test", Duration.ofSeconds(30), 10_000,
				UnaryOperator.identity(), (cause) -> {
				});
	}

	static TestStore postgres(String url) {
		return new TestStore(url, "test", Duration.ofSeconds(30), 10_000, UnaryOperator.identity(), (cause) -> {
		});
	}

	TestStore withTimeout(Duration other) {
		return new TestStore(this.url, this.node, other, this.queueCapacity, this.around, this.onBroken);
	}

	TestStore withQueueCapacity(int other) {
		return new TestStore(this.url, this.node, this.timeout, other, this.around, this.onBroken);
	}

	TestStore around(UnaryOperator<Dialect> other) {
		return new TestStore(this.url, this.node, this.timeout, this.queueCapacity, other, this.onBroken);
	}

	TestStore onBroken(Consumer<Throwable> other) {
		return new TestStore(this.url, this.node, this.timeout, this.queueCapacity, this.around, other);
	}

	TestStore withNode(String other) {
		return new TestStore(this.url, other, this.timeout, this.queueCapacity, this.around, this.onBroken);
	}

	JdbcStockRepository open(Collection<Stock> stocks, Clock clock) {
		return open(stocks, clock, FixedCalendar.endless());
	}

	JdbcStockRepository open(Collection<Stock> stocks, Clock clock, SessionCalendar calendar) {
		Dialect dialect = this.url.startsWith(SqliteDialect.PREFIX) ? SqliteDialect.owning(this.url)
				: new PostgresDialect(this.url, null, null, this.node);
		StoreProperties properties = new StoreProperties(this.url, null, null, this.node, this.timeout,
				Duration.ofSeconds(20), this.queueCapacity, 4096, Duration.ofMillis(500), Duration.ofSeconds(5));
		return JdbcStockRepository.open(this.around.apply(dialect), properties, stocks, clock, calendar,
				new SimpleMeterRegistry(), null, this.onBroken);
	}

}
