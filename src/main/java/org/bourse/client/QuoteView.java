package org.bourse.client;

import java.util.List;

/**
 * How quotes are shown to whoever watches them. For one thread.
 */
interface QuoteView extends AutoCloseable {

	/**
	 * Shows what has changed; called now and then also when nothing has.
	 * @return whether more is wanted
	 */
	boolean show(List<Quote> changed) throws InterruptedException;

	/** Tells something beside the quotes, on standard error. */
	void message(String line);

	@Override
	void close();

}
