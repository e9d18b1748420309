package org.bourse.shutdown;

import java.time.Duration;

import org.bourse.log.Durations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Begins the stop, and tells of it when it is over.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ShutdownProperties.class)
class ShutdownConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(ShutdownConfiguration.class);

	@Bean
	StopReport stopReport() {
		return new StopReport();
	}

	@Bean
	AtStop stopBegins(ApplicationContext context, StopReport report) {
		return new AtStop(context, StopStep.HEALTH, report::begin);
	}

	@Bean
	AtStop stopWaits(ApplicationContext context, ShutdownProperties properties) {
		return new AtStop(context, StopStep.DELAY, () -> pause(properties.delay()));
	}

	private static void pause(Duration delay) {
		if (delay.isZero()) {
			return;
		}
		logger.info("Bourse is not ready any more, and closes its doors in {}", Durations.text(delay));
		try {
			Thread.sleep(delay.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
