package org.bourse.web;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import org.apache.catalina.Engine;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.bourse.access.Access;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.StockRepository;
import org.bourse.feed.QuoteFeed;
import org.bourse.limits.OpenFiles;
import org.bourse.metrics.DoorMeters;
import org.bourse.shutdown.AtStop;
import org.bourse.shutdown.StopReport;
import org.bourse.shutdown.StopStep;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.ResourceHttpMessageConverter;
import org.springframework.validation.Validator;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Opens the HTTP door: what Boot's server lacks.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebProperties.class)
@Import({ HttpAccess.class, Problems.class, OpenApiConfiguration.class })
class WebConfiguration implements WebMvcConfigurer {

	private static final Validator NO_VALIDATOR = Validator.forType(Object.class, (target, errors) -> {
	});

	@Bean
	Epoch epoch() {
		return Epoch.beginning();
	}

	@Bean
	StocksEndpoint stocksEndpoint(StockRepository repository, Epoch epoch, MeterRegistry registry) {
		return new StocksEndpoint(repository, epoch, registry);
	}

	@Bean
	TradesEndpoint tradesEndpoint(StockRepository repository, MeterRegistry registry) {
		return new TradesEndpoint(repository, registry);
	}

	@Bean
	HaltsEndpoint haltsEndpoint(StockRepository repository, MeterRegistry registry) {
		return new HaltsEndpoint(repository, Clock.systemUTC(), registry);
	}

	@Bean
	HistoryEndpoint historyEndpoint(MarketHistory history, MeterRegistry registry) {
		return new HistoryEndpoint(history, Clock.systemUTC(), registry);
	}

	@Bean
	EventStreams eventStreams(Epoch epoch, QuoteFeed feed, WebProperties properties, MeterRegistry registry) {
		return new EventStreams(epoch, feed, OpenFiles.HTTP.lowerToHalf(properties.maxStreams()),
				properties.stallTimeout(), registry);
	}

	@Bean
	StreamEndpoint streamEndpoint(StockRepository repository, EventStreams streams, MeterRegistry registry) {
		return new StreamEndpoint(repository, streams, registry);
	}

	@Bean
	AtStop httpDoorCloses(ApplicationContext context, EventStreams streams, StopReport report) {
		return new AtStop(context, StopStep.LISTENERS, () -> {
			if (context instanceof WebServerApplicationContext web) {
				closeListeners(web.getWebServer());
			}
			int open = streams.count();
			report.add(() -> "http " + open + " streams, " + streams.cutOff() + " cut off");
		});
	}

	/** As Boot does later; what still comes over open connections is not executed. */
	private static void closeListeners(@Nullable WebServer server) {
		if (server instanceof TomcatWebServer tomcat) {
			for (Connector connector : tomcat.getTomcat().getService().findConnectors()) {
				connector.pause();
				connector.getProtocolHandler().closeServerSocketGraceful();
			}
		}
	}

	/** Tomcat would wait for them. */
	@Bean
	AtStop httpStreamsEnd(ApplicationContext context, EventStreams streams) {
		return new AtStop(context, StopStep.WATCHERS, streams::stop);
	}

	/**
	 * No validator: fields are read by the market's own grammars, and to set one up would
	 * take a part of each start.
	 */
	@Override
	public Validator getValidator() {
		return NO_VALIDATOR;
	}

	/**
	 * Nothing but JSON, texts, bytes and files (the actuator's bill of materials): Spring
	 * would have a writer of YAML as well, as springdoc brings a library for it, and make
	 * a second Jackson for that.
	 */
	@Override
	public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
		converters.disableDefaults()
			.addCustomConverter(new ByteArrayHttpMessageConverter())
			.addCustomConverter(new ResourceHttpMessageConverter());
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new UnknownParameters()).addPathPatterns("/api/**");
	}

	@Bean
	FilterRegistrationBean<SecureHeaders> secureHeaders() {
		FilterRegistrationBean<SecureHeaders> filter = new FilterRegistrationBean<>(new SecureHeaders());
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return filter;
	}

	/** With credentials a page of another site can do nothing, as it has none. */
	@Bean
	FilterRegistrationBean<KnownHosts> knownHosts(WebProperties properties, Access access) {
		FilterRegistrationBean<KnownHosts> filter = new FilterRegistrationBean<>(new KnownHosts(properties.hosts()));
		filter.setEnabled(access.isOpen());
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		return filter;
	}

	@Bean
	FilterRegistrationBean<Bodies> bodies() {
		FilterRegistrationBean<Bodies> filter = new FilterRegistrationBean<>(new Bodies());
		filter.addUrlPatterns("/api/*");
		return filter;
	}

	@Bean
	FilterRegistrationBean<PlainOptions> plainOptions() {
		return new FilterRegistrationBean<>(new PlainOptions());
	}

	/**
	 * Pages and scripts have no version in their names, and all files of a jar have the
	 * same time: browsers ask each time, and are told by a hash whether theirs is the
	 * present one.
	 */
	@Bean
	FilterRegistrationBean<ShallowEtagHeaderFilter> staticFilesHaveHashes() {
		ShallowEtagHeaderFilter hashes = new ShallowEtagHeaderFilter();
		// Tomcat does not compress what has a strong one.
		hashes.setWriteWeakETag(true);
		FilterRegistrationBean<ShallowEtagHeaderFilter> filter = new FilterRegistrationBean<>(hashes);
		// Not "/": it is forwarded to the page, and Tomcat takes nothing more for an
		// answer
		// that was forwarded.
		filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.FORWARD);
		filter.addUrlPatterns("/index.html", "/board/*", "/webjars/*", "/swagger-ui/*");
		return filter;
	}

	@Bean
	WebServerFactoryCustomizer<TomcatWebServerFactory> connectionsAndThreadsAreMeasured(MeterRegistry registry) {
		return (factory) -> {
			factory.setProtocol(MeasuredProtocol.class.getName());
			factory.addConnectorCustomizers((connector) -> ((MeasuredProtocol) connector.getProtocolHandler())
				.measureAs(new DoorMeters(registry, Command.DOOR)));
		};
	}

	@Bean
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> connectionsCanBeClosed() {
		return (factory) -> factory
			.addContextCustomizers((context) -> context.getPipeline().addValve(new ConnectionCloser()));
	}

	/** Behind Boot's own customizer, whose valve would be the first to tell. */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemsInsteadOfTomcatsPages() {
		return (factory) -> factory.addContextCustomizers((context) -> {
			StandardHost host = (StandardHost) context.getParent();
			host.setErrorReportValveClass(ProblemValve.class.getName());
			host.getPipeline().addValve(new ProblemValve());
			((Engine) host.getParent()).getPipeline().addValve(new NotHttp());
		});
	}

}
