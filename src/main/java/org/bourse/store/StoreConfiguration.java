package org.bourse.store;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.shutdown.AtStop;
import org.bourse.shutdown.StopReport;
import org.bourse.shutdown.StopStep;
import org.bourse.store.ledger.Dialect;
import org.bourse.store.ledger.PostgresDialect;
import org.bourse.store.ledger.SqliteDialect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/**
 * Opens the market: the {@link StockRepository} that every door gets.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ MarketProperties.class, StoreProperties.class })
class StoreConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(StoreConfiguration.class);

	/** Microseconds, as the ledger has them. */
	private static final Clock CLOCK = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));

	private static final int BROKEN = 1;

	/** How long the doors have to tell their clients before the process ends. */
	private static final Duration LAST_WORDS = Duration.ofSeconds(10);

	@Bean
	SessionCalendar sessionCalendar(MarketProperties market) {
		return market.session().calendar();
	}

	@Bean
	SessionRoller sessionRoller(StockRepository repository, SessionCalendar calendar) {
		return new SessionRoller(repository, calendar, CLOCK);
	}

	/**
	 * Opened when all settings are known to be good; closed before the report of the
	 * stop, which tells of it.
	 */
	@Bean
	@DependsOn({ "allSettings", "stopReport" })
	StockRepository stockRepository(MarketProperties market, SessionCalendar calendar, StoreProperties store,
			MeterRegistry registry, ObjectProvider<Tracer> tracer) {
		Collection<Stock> stocks = Listings.read(market, calendar.sessionAt(CLOCK.instant()));
		if (store.url().equals(StoreProperties.MEMORY)) {
			logger.warn("Stocks are kept in memory only: prices and volumes are lost when the server stops");
			StoreMeters.observeReadiness(registry, () -> true);
			return new InMemoryStockRepository(stocks, CLOCK, calendar);
		}
		return JdbcStockRepository.open(dialect(store), store, stocks, CLOCK, calendar, registry,
				spans(tracer.getIfAvailable(), store), StoreConfiguration::endProcess);
	}

	@Bean
	AtStop lastWritesAreCounted(ApplicationContext context, StockRepository repository, StopReport report) {
		return new AtStop(context, StopStep.STREAMS, () -> {
			if (repository instanceof JdbcStockRepository store) {
				store.stopBegins();
				report.add(store::farewell);
			}
		});
	}

	@Bean
	MarketHistory marketHistory(StockRepository repository) {
		return (repository instanceof InMemoryStockRepository memory) ? memory.history()
				: ((JdbcStockRepository) repository).history();
	}

	private static @Nullable CommitSpans spans(@Nullable Tracer tracer, StoreProperties store) {
		String database = store.url().startsWith(SqliteDialect.PREFIX) ? "sqlite" : "postgresql";
		return (tracer != null) ? new CommitSpans(tracer, database) : null;
	}

	private static Dialect dialect(StoreProperties store) {
		return store.url().startsWith(SqliteDialect.PREFIX) ? SqliteDialect.owning(store.url())
				: new PostgresDialect(store.url(), store.username(), store.password(), store.nodeName());
	}

	/**
	 * A broken ledger is recovered by a new start. The doors still tell their clients
	 * what is known, but not for long.
	 */
	private static void endProcess(Throwable cause) {
		logger.error("The server ends, as its ledger is broken");
		Thread exit = new Thread(() -> System.exit(BROKEN), "bourse-store-exit");
		exit.setDaemon(true);
		exit.start();
		Thread halt = new Thread(() -> {
			try {
				exit.join(LAST_WORDS.toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			Runtime.getRuntime().halt(BROKEN);
		}, "bourse-store-halt");
		halt.setDaemon(true);
		halt.start();
	}

	@Bean
	HealthIndicator storeHealthIndicator(StockRepository repository) {
		return () -> {
			if (!(repository instanceof JdbcStockRepository store)) {
				return Health.up().withDetail("ledger", StoreProperties.MEMORY).build();
			}
			boolean up = store.isWritable() && store.isFresh();
			return (up ? Health.up() : Health.down()).withDetail("ledger", store.name())
				.withDetail("state", store.description())
				.withDetail("staleness", store.staleness().toMillis() + " ms")
				.build();
		};
	}

	@Bean
	InfoContributor stocksInfo(StockRepository repository) {
		return (info) -> info.withDetail("stocks", repository.all().size());
	}

}
