package org.bourse.tracing;

import java.time.Duration;

import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SpanExporters;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What Boot's export of spans lacks. Nothing while there are none.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(Tracing.ENABLED)
class TracingConfiguration {

	private static final Duration END_PATIENCE = Duration.ofSeconds(2);

	/** In place of Boot's, which has the exporters as they are. */
	@Bean
	SpanExporters spanExporters(ObjectProvider<SpanExporter> exporters) {
		return SpanExporters.of(exporters.orderedStream().map(ToldExport::new).toList());
	}

	@Bean
	static BoundedEnd boundedEnd() {
		return new BoundedEnd(END_PATIENCE);
	}

}
