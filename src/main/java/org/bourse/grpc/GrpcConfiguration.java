package org.bourse.grpc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.grpc.BindableService;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.access.Access;
import org.bourse.access.Denials;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.StockRepository;
import org.bourse.feed.QuoteFeed;
import org.bourse.limits.OpenFiles;
import org.bourse.metrics.DoorMeters;
import org.bourse.shutdown.AtStop;
import org.bourse.shutdown.StopReport;
import org.bourse.shutdown.StopStep;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
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
	OtherStreams otherStreams(GrpcProperties properties, MeterRegistry registry) {
		return new OtherStreams(properties.maxStreams(), registry);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = { "spring.grpc.server.enabled", "spring.grpc.server.health.enabled" },
			matchIfMissing = true)
	Serving serving(HealthEndpointGroups groups, HealthStatusManager manager) {
		return new Serving(groups, manager);
	}

	@Bean
	GoingAway goingAway(ObjectProvider<GrpcServerLifecycle> lifecycle, Streams streams, OtherStreams others,
			@Value("${spring.grpc.server.shutdown.grace-period:5s}") Duration grace) {
		return new GoingAway(lifecycle, streams, others, grace);
	}

	@Bean
	AtStop grpcHealthEnds(ApplicationContext context, ObjectProvider<Serving> serving) {
		return new AtStop(context, StopStep.HEALTH, () -> serving.ifAvailable(Serving::end));
	}

	@Bean
	AtStop grpcDoorCloses(ApplicationContext context, GoingAway goingAway, StopReport report) {
		return new AtStop(context, StopStep.LISTENERS, () -> {
			goingAway.closeListener();
			int streams = goingAway.openStreams();
			report.add(() -> "grpc " + streams + " streams, " + goingAway.cutOff() + " cut off");
		});
	}

	@Bean
	AtStop grpcStreamsEnd(ApplicationContext context, GoingAway goingAway) {
		return new AtStop(context, StopStep.STREAMS, goingAway::endStreams);
	}

	/** Lazy, so that there are no threads without a server. */
	@Bean
	@Lazy
	EventLoops eventLoops() {
		return new EventLoops();
	}

	@Bean
	ServerBuilderCustomizer<NettyServerBuilder> connections(GrpcProperties properties, ObjectProvider<EventLoops> loops,
			MeterRegistry registry) {
		DoorMeters door = new DoorMeters(registry, StockServiceEndpoint.DOOR);
		ConnectionCounter counter = new ConnectionCounter(door);
		ConnectionLimit limit = new ConnectionLimit(
				OpenFiles.GRPC.lower("bourse.grpc.max-connections", properties.maxConnections()), door);
		return (builder) -> loops.getObject().use(builder.addTransportFilter(counter), limit);
	}

	@Bean
	ServerBuilderCustomizer<NettyServerBuilder> limits(GrpcProperties properties, OtherStreams others,
			MeterRegistry registry) {
		OpenCalls calls = new OpenCalls(properties.maxCalls(), registry);
		return (builder) -> builder.maxConcurrentCallsPerConnection(properties.maxConcurrentCallsPerConnection())
			.handshakeTimeout(properties.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
			.maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
			.addStreamTracerFactory(calls)
			.intercept(others)
			.intercept(calls)
			.fallbackHandlerRegistry(new UnknownMethods(registry));
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
	ServerBuilderCustomizer<NettyServerBuilder> grpcAccess(Access access, ObjectProvider<CallAccess> calls) {
		return (builder) -> {
			if (!access.isOpen()) {
				builder.intercept(calls.getObject());
			}
			// With it gRPC makes a queue for each call, also for those it has no thread
			// for.
			if (access.hasIssuer()) {
				builder.callExecutor(calls.getObject());
			}
		};
	}

	@Bean
	@Lazy
	CallAccess callAccess(Access access, MeterRegistry registry) {
		return new CallAccess(access, registry);
	}

	/** Lazy, so that there are no threads unless they are asked for. */
	@Bean
	@Lazy
	CallPool callPool(GrpcProperties properties, MeterRegistry registry) {
		CallPool pool = new CallPool("bourse-grpc", "grpc-calls", properties.threads(), properties.queueCapacity(),
				registry);
		new DoorMeters(registry, StockServiceEndpoint.DOOR).threads(properties::threads, pool::busy);
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

}
