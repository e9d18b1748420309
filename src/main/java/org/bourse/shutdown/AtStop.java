package org.bourse.shutdown;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * What some part of the server does at a step of the stop, on the thread that stops it.
 * <p>
 * Its order is its own, as Spring heeds none that is declared where a listener is made.
 */
public final class AtStop implements ApplicationListener<ContextClosedEvent>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(AtStop.class);

	private final ApplicationContext context;

	private final StopStep step;

	private final Runnable action;

	/**
	 * @param context whose stop is meant; that of a child is not
	 * @param action must end by itself
	 */
	public AtStop(ApplicationContext context, StopStep step, Runnable action) {
		this.context = context;
		this.step = step;
		this.action = action;
	}

	/** Before all that Spring and others do at this event. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + this.step.ordinal();
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		try {
			this.action.run();
		}
		catch (RuntimeException ex) {
			// The others have their turn all the same.
			logger.error("A part of the stop failed ({})", this.step, ex);
		}
	}

}
