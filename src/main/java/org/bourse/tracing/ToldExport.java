package org.bourse.tracing;

import java.io.IOException;
import java.util.Collection;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.bourse.log.FaultLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Has spans sent by another exporter, and tells when they did not arrive: in one line, at
 * most once a minute. The library's own loggers, which would tell the same with five
 * stack traces, are off in {@code application.yml}.
 */
final class ToldExport implements SpanExporter {

	private final FaultLog faults = new FaultLog(LoggerFactory.getLogger(ToldExport.class));

	private final SpanExporter exporter;

	ToldExport(SpanExporter exporter) {
		this.exporter = exporter;
	}

	@Override
	public CompletableResultCode export(Collection<SpanData> spans) {
		int count = spans.size();
		CompletableResultCode result = this.exporter.export(spans);
		result.whenComplete(() -> {
			if (!result.isSuccess()) {
				tell(count, result.getFailureThrowable());
			}
		});
		return result;
	}

	private void tell(int count, @Nullable Throwable failure) {
		this.faults.warn(() -> count + " spans are lost, as " + Tracing.ENDPOINT + " does not take them: "
				+ reason(failure) + ". Start what receives them, or remove the setting");
	}

	/** What happened in the network, below all that it was wrapped into. */
	private static String reason(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof IOException) {
				String name = cause.getClass().getSimpleName();
				return (cause.getMessage() != null) ? name + ": " + cause.getMessage() : name;
			}
		}
		return "it answers with an error";
	}

	@Override
	public CompletableResultCode flush() {
		return this.exporter.flush();
	}

	@Override
	public CompletableResultCode shutdown() {
		return this.exporter.shutdown();
	}

}
