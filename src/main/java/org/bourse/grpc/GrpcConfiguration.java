package org.bourse.grpc;

import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.access.Access;
import org.bourse.access.Denials;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.StockRepository;
import org.bourse.feed.QuoteFeed;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
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
		AtomicInteger connections = new AtomicInteger();
		Gauge.builder("bourse.connections", connections, AtomicInteger::get)
			.description("Open connections")
			.tag("door", StockServiceEndpoint.DOOR)
			.register(registry);
		return (builder) -> builder.maxConcurrentCallsPerConnection(properties.maxConcurrentCallsPerConnection())
			.maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
			.addTransportFilter(new ConnectionCounter(connections));
	}

	@Bean
	ServerBuilderCustomizer<NettyServerBuilder> threads(GrpcProperties properties, ObjectProvider<CallPool> pool) {
		if (properties.threads() == 0) {
			return ServerBuilder::directExecutor;
		}
		CallPool callPool = pool.getObject();
		return (builder) -> builder.executor(callPool).intercept(callPool.overflow());
	}

	/**
	 * Before that of the threads, whose interceptor turns away first. Nothing if
	 * everybody may do everything: what is not asked costs nothing.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	ServerBuilderCustomizer<NettyServerBuilder> grpcAccess(Access access, ObjectProvider<CallAccess> calls,
			GrpcProperties properties) {
		return (builder) -> {
			if (!access.isOpen()) {
				builder.intercept(calls.getObject());
				if (properties.threads() == 0) {
					builder.callExecutor(calls.getObject());
				}
			}
		};
	}

	@Bean
	@Lazy
	CallAccess callAccess(Access access, MeterRegistry registry) {
		return new CallAccess(access, new Denials(StockServiceEndpoint.DOOR, registry));
	}

	/** Lazy, so that there are no threads unless they are asked for. */
	@Bean
	@Lazy
	CallPool callPool(GrpcProperties properties, MeterRegistry registry) {
		CallPool pool = new CallPool("bourse-grpc", properties.threads(), properties.queueCapacity());
		Gauge.builder("bourse.grpc.queue.depth", pool, CallPool::waiting)
			.description("Calls that wait for a thread")
			.register(registry);
		Gauge.builder("bourse.grpc.threads.busy", pool, CallPool::busy)
			.description("Threads that run a call")
			.register(registry);
		return pool;
	}

	/** For {@code spring.grpc.server.ssl.bundle}, as TLS for all doors sets it. */
	@Bean
	SslBundleRegistrar reloadingBundle(ObjectProvider<SslBundles> bundles,
			@Value("${bourse.tls.bundle:}") String name) {
		return (registry) -> {
			if (!name.isBlank()) {
				registry.registerBundle(ReloadingManagers.BUNDLE, SslBundle.of(SslStoreBundle.NONE, SslBundleKey.NONE,
						SslOptions.NONE, SslBundle.DEFAULT_PROTOCOL, new ReloadingManagers(name, bundles)));
			}
		};
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

	/** Counts the connections that are open. */
	private static final class ConnectionCounter extends ServerTransportFilter {

		/**
		 * Marks what was counted: a connection that never spoke HTTP/2 ends without
		 * having been ready.
		 */
		private static final Attributes.Key<Boolean> COUNTED = Attributes.Key.create("bourse-counted");

		private final AtomicInteger open;

		ConnectionCounter(AtomicInteger open) {
			this.open = open;
		}

		@Override
		public Attributes transportReady(Attributes attributes) {
			this.open.incrementAndGet();
			return attributes.toBuilder().set(COUNTED, true).build();
		}

		@Override
		public void transportTerminated(@Nullable Attributes attributes) {
			if (attributes != null && attributes.get(COUNTED) != null) {
				this.open.decrementAndGet();
			}
		}

	}

}
