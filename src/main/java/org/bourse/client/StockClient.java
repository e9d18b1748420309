package org.bourse.client;

import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;

/**
 * A connection to a server through one of its doors. Each method blocks for at most some
 * seconds and throws {@link ClientException} if there is no answer. For one thread.
 */
interface StockClient extends AutoCloseable {

	Quote lookup(Symbol symbol);

	TradeAnswer trade(Order order);

	Quote update(Symbol symbol, Price price);

	@Override
	void close();

}
