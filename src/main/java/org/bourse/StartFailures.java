package org.bourse;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.netty.channel.unix.Errors.NativeIoException;
import org.bourse.log.Durations;
import org.bourse.store.ledger.LedgerException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.YAMLException;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * How a start that fails is told: by one line on standard error and an exit code. The
 * nested classes are named in {@code META-INF/spring.factories}.
 */
final class StartFailures {

	private static final int UNEXPECTED = 1;

	private static final int USAGE = 2;

	private static final int UNAVAILABLE = 7;

	private StartFailures() {
	}

	/** The exit code for what {@code SpringApplication.run} has thrown. */
	static int exitCode(Throwable failure) {
		if (find(failure, BindException.class) != null || find(failure, NativeIoException.class) != null
				|| find(failure, LedgerException.class) != null) {
			return UNAVAILABLE;
		}
		boolean usage = find(failure, FailureAnalyzedException.class) != null
				|| find(failure, InvalidConfigurationPropertyValueException.class) != null
				|| find(failure, org.springframework.boot.context.properties.bind.BindException.class) != null
				|| find(failure, YAMLException.class) != null;
		return usage ? USAGE : UNEXPECTED;
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	/** Prints the analysis; Boot's own reporter would log a page. */
	static final class Reporter implements FailureAnalysisReporter {

		@Override
		public void report(FailureAnalysis analysis) {
			String action = (analysis.getAction() != null) ? " " + analysis.getAction() : "";
			System.err.println("bourse: " + (analysis.getDescription() + action).strip().replaceAll("\\s+", " "));
		}

	}

	/** A setting that has the wrong type, or that nobody knows. */
	@Order(Ordered.HIGHEST_PRECEDENCE + 1)
	static final class BindingAnalyzer
			extends AbstractFailureAnalyzer<org.springframework.boot.context.properties.bind.BindException> {

		@Override
		protected @Nullable FailureAnalysis analyze(Throwable rootFailure,
				org.springframework.boot.context.properties.bind.BindException cause) {
			UnboundConfigurationPropertiesException unbound = find(cause,
					UnboundConfigurationPropertiesException.class);
			if (unbound != null) {
				String unknown = unbound.getUnboundProperties()
					.stream()
					.map((property) -> property.getName() + origin(property))
					.collect(Collectors.joining(", "));
				return new FailureAnalysis("unknown setting " + unknown + ".", "application.yml has all settings.",
						cause);
			}
			ConfigurationProperty property = cause.getProperty();
			if (property == null || find(cause, ConversionException.class) == null) {
				return null;
			}
			ResolvableType type = cause.getTarget().getType();
			return new FailureAnalysis("invalid value '" + property.getValue() + "' of " + property.getName()
					+ origin(property) + ": must be " + kind(type) + ".", "", cause);
		}

		/** Where the setting stands, if that is a file. */
		private static String origin(ConfigurationProperty property) {
			return (property.getOrigin() instanceof TextResourceOrigin origin) ? " (" + origin + ")" : "";
		}

		private static String kind(ResolvableType bound) {
			Class<?> type = bound.resolve(Object.class);
			Class<?> element = Collection.class.isAssignableFrom(type) ? bound.getGeneric(0).resolve(Object.class)
					: type;
			if (element.isEnum()) {
				return ((element != type) ? "one or more of " : "one of ") + Stream.of(element.getEnumConstants())
					.map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
					.collect(Collectors.joining(", "));
			}
			if (type == boolean.class || type == Boolean.class) {
				return "true or false";
			}
			if (element != type) {
				return "a list";
			}
			if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
				return "one whole number";
			}
			if (type == double.class) {
				return "one number, such as 0.01";
			}
			if (type == Duration.class) {
				return "a duration, such as 10s or 500ms";
			}
			if (type == DataSize.class) {
				return "a size, such as 64KB";
			}
			if (type == InetAddress.class) {
				return "an address, or the name of a host that is known";
			}
			return "a " + type.getSimpleName();
		}

	}

	/**
	 * A value of a setting of a library that the library itself refuses, somewhere in the
	 * middle of the start: without this, all that is told is a page of stack traces.
	 */
	@Order(Ordered.HIGHEST_PRECEDENCE + 2)
	static final class LibraryAnalyzer implements FailureAnalyzer {

		private final Environment environment;

		LibraryAnalyzer(Environment environment) {
			this.environment = environment;
		}

		@Override
		public @Nullable FailureAnalysis analyze(Throwable failure) {
			Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
			boolean plain = root.getClass() == IllegalArgumentException.class
					|| root.getClass() == IllegalStateException.class;
			if (!plain || this.environment.containsProperty("debug")
					|| find(failure, org.springframework.boot.context.properties.bind.BindException.class) != null) {
				return null;
			}
			return new FailureAnalysis("the server cannot start: " + root.getMessage() + ".",
					"Most likely a setting has a value that cannot be used; --debug tells where it failed.", failure);
		}

	}

	/** A file that is not YAML. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class YamlAnalyzer extends AbstractFailureAnalyzer<YAMLException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, YAMLException cause) {
			return new FailureAnalysis("application.yml cannot be read: " + cause.getMessage(), "", cause);
		}

	}

	/** A value that one of our own property classes refuses. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class ValueAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfigurationPropertyValueException cause) {
			Object value = (cause.getValue() instanceof Duration duration) ? Durations.text(duration)
					: cause.getValue();
			return new FailureAnalysis(
					"invalid value '" + value + "' of " + cause.getName() + ": " + cause.getReason() + ".", "", cause);
		}

	}

	/** A ledger that cannot be opened, or must not be. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class LedgerAnalyzer extends AbstractFailureAnalyzer<LedgerException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, LedgerException cause) {
			return new FailureAnalysis(cause.getMessage() + ".", "", cause);
		}

	}

	/** An address or port that cannot be had, by any door. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class AddressAnalyzer extends AbstractFailureAnalyzer<IOException> {

		@Override
		protected @Nullable FailureAnalysis analyze(Throwable rootFailure, IOException first) {
			// Netty's native transports have an exception of their own.
			BindException bind = find(first, BindException.class);
			IOException cause = (bind != null) ? bind : find(first, NativeIoException.class);
			if (cause == null) {
				return null;
			}
			PortInUseException http = find(rootFailure, PortInUseException.class);
			String where = (http != null) ? "cannot listen on server.port " + http.getPort()
					: String.valueOf(above(rootFailure, cause).getMessage());
			String door = (http == null && !where.startsWith("bourse.")) ? "spring.grpc.server.port: " : "";
			return new FailureAnalysis(door + where + ": " + cause.getMessage() + ".",
					"Stop what listens there, or choose another port with bourse.socket.port, "
							+ "spring.grpc.server.port or server.port.",
					cause);
		}

		/** The exception that was caused by this one: it names the address. */
		private static Throwable above(Throwable rootFailure, Throwable cause) {
			Throwable above = rootFailure;
			while (above.getCause() != null && above.getCause() != cause) {
				above = above.getCause();
			}
			return above;
		}

	}

}
