package org.bourse.feed;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.StockRepository;
import org.bourse.shutdown.AtStop;
import org.bourse.shutdown.StopStep;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Opens the feed, and ends it before any door closes: a stream must not hold a stop.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FeedProperties.class)
class FeedConfiguration {

	@Bean
	QuoteFeed quoteFeed(StockRepository repository, FeedProperties properties, MeterRegistry registry) {
		return QuoteFeed.open(repository, properties.statesPerSecond(), properties.maxSubscriptions(), registry);
	}

	/** Up while changes are given out. */
	@Bean
	HealthIndicator feedHealthIndicator(QuoteFeed feed) {
		return () -> (feed.isAlive() ? Health.up() : Health.down()).build();
	}

	@Bean
	AtStop feedEnds(ApplicationContext context, QuoteFeed feed) {
		return new AtStop(context, StopStep.FEED, feed::close);
	}

}
