package org.bourse.tracing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Gives the last spans a while to arrive, and no more: a receiver that takes and never
 * answers would hold the end of the process for ten seconds. The SDK ends its parts on
 * threads that hold nobody; so Spring ends the SDK only, and not each part by itself,
 * which would wait again.
 */
final class BoundedEnd implements DestructionAwareBeanPostProcessor, MergedBeanDefinitionPostProcessor {

	private final Duration patience;

	BoundedEnd(Duration patience) {
		this.patience = patience;
	}

	@Override
	public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
		if (SdkTracerProvider.class.isAssignableFrom(type) || SpanProcessor.class.isAssignableFrom(type)
				|| SpanExporter.class.isAssignableFrom(type)) {
			definition.setDestroyMethodName("");
		}
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof OpenTelemetrySdk;
	}

	/** What Spring itself calls afterwards finds that it has ended. */
	@Override
	public void postProcessBeforeDestruction(Object bean, String name) {
		if (bean instanceof OpenTelemetrySdk sdk) {
			sdk.shutdown().join(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

}
