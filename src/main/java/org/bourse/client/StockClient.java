package org.bourse.client;

import java.util.List;

import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;

/**
 * A connection to a server through one of its doors. Each method blocks for at most some
 * seconds and throws {@link ClientException} if there is no answer. For one thread.
 */
public interface StockClient extends AutoCloseable {

	Quote lookup(Symbol symbol);

	TradeAnswer trade(Order order);

	Quote update(Symbol symbol, Price price);

	/** All stocks, in order. */
	List<Symbol> symbols();

	@Override
	void close();

}
