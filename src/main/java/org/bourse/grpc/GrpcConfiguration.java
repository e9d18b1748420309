package org.bourse.grpc;

import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.StockRepository;
import org.bourse.feed.QuoteFeed;
import org.bourse.metrics.DoorMeters;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * Opens the gRPC door: what Boot's server lacks.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GrpcProperties.class)
class GrpcConfiguration {

	/**
	 * A client that cancels more calls than this in a window makes work for nothing and
	 * is cut off.
	 */
	private static final int MAX_RESETS = 1000;

	private static final int RESET_WINDOW_SECONDS = 10;

	@Bean
	BindableService stockService(StockRepository repository, MarketHistory history, QuoteFeed feed, Streams streams,
			MeterRegistry registry) {
		StockServiceEndpoint endpoint = new StockServiceEndpoint(repository, history, feed, streams, registry);
		return () -> ServerInterceptors.intercept(endpoint, new CallContext());
	}

	@Bean
	Streams streams(GrpcProperties properties, MeterRegistry registry) {
		return new Streams(properties.maxStreams(), registry);
	}

	@Bean
	GoingAway goingAway(ApplicationContext context, ObjectProvider<HealthStatusManager> health, Streams streams) {
		return new GoingAway(context, health, streams);
	}

	@Bean
	ServerBuilderCustomizer<NettyServerBuilder> limits(GrpcProperties properties, MeterRegistry registry) {
		ConnectionCounter connections = new ConnectionCounter(new DoorMeters(registry, StockServiceEndpoint.DOOR));
		return (builder) -> builder.maxConcurrentCallsPerConnection(properties.maxConcurrentCallsPerConnection())
			.maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
			.addTransportFilter(connections);
	}

	@Bean
	ServerBuilderCustomizer<NettyServerBuilder> threads(GrpcProperties properties, ObjectProvider<CallPool> pool) {
		if (properties.threads() == 0) {
			return ServerBuilder::directExecutor;
		}
		CallPool callPool = pool.getObject();
		return (builder) -> builder.executor(callPool).intercept(callPool.overflow());
	}

	/** Lazy, so that there are no threads unless they are asked for. */
	@Bean
	@Lazy
	CallPool callPool(GrpcProperties properties, MeterRegistry registry) {
		return new CallPool(properties.threads(), properties.queueCapacity(), registry);
	}

	/** Up while the server runs. */
	@Bean
	HealthIndicator grpcHealthIndicator(ObjectProvider<GrpcServerLifecycle> server) {
		return () -> {
			GrpcServerLifecycle lifecycle = server.getIfAvailable();
			boolean running = lifecycle != null && lifecycle.isRunning();
			Health.Builder health = running ? Health.up() : Health.down();
			return health.withDetail("port", running ? lifecycle.getPort() : -1).build();
		};
	}

}
