package org.bourse.socket;

import java.util.LinkedHashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import org.bourse.access.Access;
import org.bourse.domain.StockRepository;
import org.bourse.feed.QuoteFeed;
import org.bourse.metrics.BuildInfo;
import org.bourse.shutdown.AtStop;
import org.bourse.shutdown.StopReport;
import org.bourse.shutdown.StopStep;
import org.bourse.tls.ServerTls;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
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
			QuoteFeed feed, Access access, MeterRegistry registry, ObjectProvider<Tracer> tracer, BuildInfo build,
			Environment environment) {
		return new SocketListener(properties, tls, repository, feed, access, registry, tracer.getIfAvailable(),
				build.version(), about(build, tls, environment));
	}

	/** What whoever measures a server has to know of it, for INFO. */
	private static Map<String, Object> about(BuildInfo build, ServerTls tls, Environment environment) {
		Map<String, Object> about = new LinkedHashMap<>();
		about.put("bourse_commit", build.commit());
		about.put("store", build.store());
		about.put("grpc_threads", environment.getProperty("bourse.grpc.threads", "unknown"));
		about.put("tls", tls.isOn() ? "yes" : "no");
		about.put("java_version", Runtime.version());
		about.put("available_processors", Runtime.getRuntime().availableProcessors());
		about.put("max_heap", Runtime.getRuntime().maxMemory());
		return about;
	}

	@Bean
	AtStop socketDoorCloses(ApplicationContext context, SocketListener listener, StopReport report) {
		return new AtStop(context, StopStep.LISTENERS, () -> {
			listener.stopListening();
			int clients = listener.meters().openConnections();
			report.add(() -> "socket " + clients + " clients, " + listener.cutOff() + " cut off");
		});
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
