package org.bourse.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.bourse.domain.StockRepository;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Measures what belongs to no door: the market and the build.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MetricsProperties.class)
class MetricsConfiguration {

	@Bean
	BuildInfo buildInfo(ObjectProvider<BuildProperties> build, ObjectProvider<GitProperties> git,
			Environment environment) {
		BuildProperties builtAs = build.getIfAvailable();
		GitProperties builtFrom = git.getIfAvailable();
		return new BuildInfo(known((builtAs != null) ? builtAs.getVersion() : null),
				known((builtFrom != null) ? builtFrom.getShortCommitId() : null),
				BuildInfo.storeOf(environment.getProperty("bourse.store.url", BuildInfo.UNKNOWN)));
	}

	private static String known(@Nullable String value) {
		return (value != null) ? value : BuildInfo.UNKNOWN;
	}

	@Bean
	MeterBinder buildMeter(BuildInfo build) {
		return (registry) -> Gauge.builder("bourse.build.info", () -> 1)
			.description("Which Bourse this is; always 1")
			.tags("version", build.version(), "commit", build.commit(), "store", build.store())
			.register(registry);
	}

	@Bean
	MeterBinder stockMeters(StockRepository repository, MetricsProperties properties) {
		return (registry) -> StockMeters.open(repository, properties.maxStocks(), registry);
	}

}
