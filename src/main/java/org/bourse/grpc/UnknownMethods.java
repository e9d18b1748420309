package org.bourse.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.ServerMethodDefinition;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.metrics.Outcome;
import org.bourse.metrics.RequestMeter;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls of methods that no service has; interceptors never see them. gRPC looks
 * here last, and answers UNIMPLEMENTED when there is nothing here either. Safe for use by
 * many threads.
 */
final class UnknownMethods extends HandlerRegistry {

	private final RequestMeter unknown;

	UnknownMethods(MeterRegistry registry) {
		this.unknown = new RequestMeter(registry, StockServiceEndpoint.DOOR, RequestMeter.UNKNOWN);
	}

	@Override
	public @Nullable ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
		// Nothing is read of it, so it takes no time.
		this.unknown.record(Outcome.INVALID, 0);
		return null;
	}

}
