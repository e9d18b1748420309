package org.bourse.socket;

import java.util.LinkedHashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.access.Access;
import org.bourse.domain.StockRepository;
import org.bourse.feed.QuoteFeed;
import org.bourse.tls.ServerTls;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Opens the socket door.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SocketProperties.class)
class SocketConfiguration {

	@Bean
	SocketListener socketListener(SocketProperties properties, ServerTls tls, StockRepository repository,
			QuoteFeed feed, Access access, MeterRegistry registry, ObjectProvider<BuildProperties> build,
			ObjectProvider<GitProperties> git, Environment environment) {
		BuildProperties known = build.getIfAvailable();
		String version = (known != null && known.getVersion() != null) ? known.getVersion() : "unknown";
		return new SocketListener(properties, tls, repository, feed, access, registry, version,
				about(git.getIfAvailable(), tls, environment));
	}

	/**
	 * What whoever measures a server has to know of it, for INFO. Of the store its kind
	 * only: a URL may have a password in it.
	 */
	private static Map<String, Object> about(@Nullable GitProperties git, ServerTls tls, Environment environment) {
		Map<String, Object> about = new LinkedHashMap<>();
		about.put("bourse_commit",
				(git != null && git.getShortCommitId() != null) ? git.getShortCommitId() : "unknown");
		about.put("store", storeKind(environment.getProperty("bourse.store.url", "unknown")));
		about.put("grpc_threads", environment.getProperty("bourse.grpc.threads", "unknown"));
		about.put("tls", tls.isOn() ? "yes" : "no");
		about.put("java_version", Runtime.version());
		about.put("available_processors", Runtime.getRuntime().availableProcessors());
		about.put("max_heap", Runtime.getRuntime().maxMemory());
		return about;
	}

	/** The part of the URL that says which store it is: memory, sqlite, postgresql. */
	private static String storeKind(String url) {
		String[] parts = url.split(":", 3);
		return (parts[0].equals("jdbc") && parts.length > 1) ? parts[1] : parts[0];
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
