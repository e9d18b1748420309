package org.bourse.store;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;

import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Opens the market: the {@link StockRepository} that every door gets.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MarketProperties.class)
class StoreConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(StoreConfiguration.class);

	@Bean
	StockRepository stockRepository(MarketProperties properties) {
		Clock clock = Clock.systemUTC();
		Collection<Stock> stocks = Listings.read(properties, LocalDate.now(clock));
		logger.warn("Stocks are kept in memory only: prices and volumes are lost when the server stops");
		return new InMemoryStockRepository(stocks, clock);
	}

	@Bean
	InfoContributor stocksInfo(StockRepository repository) {
		return (info) -> info.withDetail("stocks", repository.all().size());
	}

}
