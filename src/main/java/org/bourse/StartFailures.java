package org.bourse;

import java.io.IOException;
import java.net.BindException;

import io.netty.channel.unix.Errors.NativeIoException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

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
		if (find(failure, BindException.class) != null || find(failure, NativeIoException.class) != null) {
			return UNAVAILABLE;
		}
		boolean usage = find(failure, FailureAnalyzedException.class) != null
				|| find(failure, InvalidConfigurationPropertyValueException.class) != null
				|| find(failure, ConfigurationPropertiesBindException.class) != null
				|| find(failure, org.springframework.boot.context.properties.bind.BindException.class) != null;
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

	/** A value that one of our own property classes refuses. */
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static final class ValueAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationPropertyValueException> {

		@Override
		protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfigurationPropertyValueException cause) {
			return new FailureAnalysis(
					"invalid value '" + cause.getValue() + "' of " + cause.getName() + ": " + cause.getReason() + ".",
					"", cause);
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
			return new FailureAnalysis(where + ": " + cause.getMessage() + ".",
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
