package org.bourse.client;

import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * Where the price updater's prices come from, and when. For one thread.
 */
interface TickSource extends AutoCloseable {

	/**
	 * Waits until the next tick is due.
	 * @return null if there are no more
	 * @throws ClientException if the source cannot be read any more
	 */
	@Nullable Tick next() throws InterruptedException;

	/**
	 * Gives no ticks of a stock that the market does not have.
	 * @return whether any stock is left
	 */
	boolean leaveOut(Symbol symbol);

	@Override
	void close();

}
