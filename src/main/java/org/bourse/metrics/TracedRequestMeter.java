package org.bourse.metrics;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;

/**
 * Also makes a span of each request, for a door that no library observes. The attributes
 * are those that OpenTelemetry has for remote procedure calls; nothing in them is from a
 * client.
 */
public final class TracedRequestMeter extends RequestMeter {

	/** The conventions call an error only what is the server's fault. */
	private static final Set<Outcome> ERRORS = EnumSet.of(Outcome.UNAVAILABLE, Outcome.OUTCOME_UNKNOWN, Outcome.ERROR);

	private final Tracer tracer;

	private final String system;

	private final String method;

	/**
	 * @param system the protocol
	 */
	public TracedRequestMeter(MeterRegistry registry, String door, String command, Tracer tracer, String system) {
		super(registry, door, command);
		this.tracer = tracer;
		this.system = system;
		this.method = command;
	}

	@Override
	public void record(Outcome outcome, long nanos) {
		super.record(outcome, nanos);
		Instant end = Instant.now();
		Span span = this.tracer.spanBuilder(this.method)
			.setNoParent()
			.setSpanKind(SpanKind.SERVER)
			.setStartTimestamp(end.minusNanos(nanos))
			.startSpan();
		if (span.isRecording()) {
			span.setAttribute("rpc.system.name", this.system);
			span.setAttribute("rpc.method", this.method);
			span.setAttribute("bourse.outcome", outcome.tag());
			if (ERRORS.contains(outcome)) {
				span.setAttribute("error.type", outcome.tag());
				span.setStatus(StatusCode.ERROR);
			}
		}
		span.end(end);
	}

}
