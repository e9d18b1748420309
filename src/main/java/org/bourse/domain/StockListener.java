package org.bourse.domain;

import java.util.Collection;

/**
 * Is told which stocks were changed, by this server or by another one on the same store.
 */
@FunctionalInterface
public interface StockListener {

	/**
	 * After the changes can be read, and after those who made them here were answered. On
	 * a thread of the store or of whoever made the change: must return at once and throw
	 * nothing. A stock may be told of late, twice or out of order; what the repository
	 * has of it is at least as new.
	 * @param stocks as they were left by the changes
	 */
	void changed(Collection<Stock> stocks);

}
