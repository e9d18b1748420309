package org.bourse.socket;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.StockRepository;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Opens the socket door.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SocketProperties.class)
class SocketConfiguration {

	@Bean
	SocketListener socketListener(SocketProperties properties, StockRepository repository, MeterRegistry registry,
			ObjectProvider<BuildProperties> build) {
		BuildProperties known = build.getIfAvailable();
		String version = (known != null && known.getVersion() != null) ? known.getVersion() : "unknown";
		return new SocketListener(properties, repository, registry, version);
	}

	/** Up while it listens and every thread lives. */
	@Bean
	HealthIndicator socketHealthIndicator(SocketListener listener) {
		return () -> {
			Health.Builder health = listener.isHealthy() ? Health.up() : Health.down();
			return health.withDetail("port", listener.port())
				.withDetail("workers", listener.workers())
				.withDetail("busyWorkers", listener.busyWorkers())
				.withDetail("connections", listener.meters().openConnections())
				.withDetail("connectionsOfEachWorker", listener.clientsOfEachWorker())
				.build();
		};
	}

}
