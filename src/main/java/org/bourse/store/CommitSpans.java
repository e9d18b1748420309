package org.bourse.store;

import java.time.Instant;
import java.util.List;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/**
 * Makes a span of each commit. It belongs to the trace of the first request in it that
 * has one, and has links to the others.
 */
final class CommitSpans {

	private final Tracer tracer;

	private final String database;

	/**
	 * @param database its kind, as OpenTelemetry names it
	 */
	CommitSpans(Tracer tracer, String database) {
		this.tracer = tracer;
		this.database = database;
	}

	/** To be called on the thread of the request that a write is for. */
	void asked(Write<?> write) {
		write.askedBy(Span.current().getSpanContext());
	}

	void committed(Batch batch, long nanos) {
		Instant end = Instant.now();
		SpanBuilder span = this.tracer.spanBuilder("commit")
			.setNoParent()
			.setSpanKind(SpanKind.CLIENT)
			.setStartTimestamp(end.minusNanos(nanos))
			.setAttribute("db.system.name", this.database)
			.setAttribute("db.operation.name", "COMMIT")
			.setAttribute("bourse.store.batch.size", batch.size());
		List<SpanContext> requests = batch.sampledRequests();
		if (!requests.isEmpty()) {
			span.setParent(Context.root().with(Span.wrap(requests.get(0))));
			requests.stream().skip(1).forEach(span::addLink);
		}
		span.startSpan().end(end);
	}

}
