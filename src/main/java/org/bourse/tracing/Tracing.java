package org.bourse.tracing;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Makes spans a matter of one setting: there are some when it is said where to send them,
 * and else nothing of OpenTelemetry is set up at all. Boot alone would set up all but the
 * exporter. The nested classes are named in {@code META-INF/spring.factories}.
 */
final class Tracing {

	static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

	/** What the variables OTEL_SDK_DISABLED and OTEL_TRACES_EXPORTER become. */
	private static final Set<String> VETOES = Set.of("management.opentelemetry.enabled",
			"management.tracing.export.otlp.enabled");

	/** Boot's switch, by which trace ids get into the log. */
	static final String ENABLED = "management.tracing.export.enabled";

	private static final String GRPC_OBSERVATION = "spring.grpc.server.observation.enabled";

	private Tracing() {
	}

	private static boolean isConfigured(Environment environment) {
		return StringUtils.hasText(environment.getProperty(ENDPOINT))
				&& VETOES.stream().allMatch((key) -> environment.getProperty(key, Boolean.class, true));
	}

	private static boolean isEnabled(Environment environment) {
		return environment.getProperty(ENABLED, Boolean.class, false);
	}

	/** Adds {@link Defaults}. */
	static final class DefaultsProcessor implements EnvironmentPostProcessor {

		@Override
		public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
			environment.getPropertySources().addLast(new Defaults(environment));
		}

	}

	/**
	 * Defaults of Boot's switches, below all that is configured. They are decided when
	 * they are asked for: Boot turns the environment variables of OpenTelemetry into
	 * settings after this was added.
	 */
	private static final class Defaults extends EnumerablePropertySource<Object> {

		/** Not the source: Boot would look for all that is in it, without an end. */
		private final Environment environment;

		private Defaults(Environment environment) {
			super("tracing");
			this.environment = environment;
		}

		@Override
		public String[] getPropertyNames() {
			return new String[] { ENABLED, GRPC_OBSERVATION };
		}

		@Override
		public @Nullable Object getProperty(String name) {
			return switch (name) {
				case ENABLED -> isConfigured(this.environment);
				case GRPC_OBSERVATION -> isEnabled(this.environment);
				default -> null;
			};
		}

	}

	/** Leaves out what Boot would set up for spans, unless there are some. */
	static final class Filter implements AutoConfigurationImportFilter, EnvironmentAware {

		private boolean enabled;

		@Override
		public void setEnvironment(Environment environment) {
			this.enabled = isEnabled(environment);
		}

		@Override
		public boolean[] match(@Nullable String[] candidates, AutoConfigurationMetadata metadata) {
			boolean[] matches = new boolean[candidates.length];
			for (int i = 0; i < candidates.length; i++) {
				matches[i] = this.enabled || !isForSpans(candidates[i]);
			}
			return matches;
		}

		private static boolean isForSpans(@Nullable String candidate) {
			return candidate != null && (candidate.startsWith("org.springframework.boot.micrometer.tracing.")
					|| candidate.startsWith("org.springframework.boot.opentelemetry."));
		}

	}

}
