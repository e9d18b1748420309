package org.bourse.grpc;

import io.grpc.protobuf.services.HealthStatusManager;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * What is done when the server is told to stop, before anything has stopped: first health
 * checks are told, so that nobody who is sent away comes back here, which Boot would do
 * last; then streams, as Boot's server waits for open calls up to its grace period.
 * <p>
 * Its order is its own, as Spring heeds none that is declared where a listener is made.
 */
final class GoingAway implements ApplicationListener<ContextClosedEvent>, Ordered {

	private final ApplicationContext context;

	private final ObjectProvider<HealthStatusManager> health;

	private final Streams streams;

	GoingAway(ApplicationContext context, ObjectProvider<HealthStatusManager> health, Streams streams) {
		this.context = context;
		this.health = health;
		this.streams = streams;
	}

	/** Before the feed ends, and with it all who watch at any door. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.health.ifAvailable(HealthStatusManager::enterTerminalState);
			this.streams.close();
		}
	}

}
