package org.bourse.client;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.bourse.domain.HaltReason;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Resumption;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server through one of its doors. Each method but {@link #watch}
 * blocks for at most some seconds and throws {@link ClientException} if there is no
 * answer. For one thread.
 */
public interface StockClient extends AutoCloseable {

	Quote lookup(Symbol symbol);

	TradeAnswer trade(Order order);

	Quote update(Symbol symbol, Price price);

	/**
	 * Stops trading in a stock.
	 * @param resumeAt when it is expected to resume; null if that is not known
	 */
	Quote halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt);

	Quote resume(Symbol symbol, Resumption resumption);

	/** All stocks, in order. */
	List<Symbol> symbols();

	/**
	 * Tells the present state of stocks and then their changes, on the calling thread and
	 * for as long as there is a connection: never returns.
	 * @param symbols the stocks; empty for all
	 * @param listener is told; nothing more is taken from the connection meanwhile
	 * @throws ClientException if there is no connection, or none any more
	 */
	void watch(List<Symbol> symbols, Consumer<Quote> listener);

	/** May be called by another thread, to end what this one waits for. */
	@Override
	void close();

}
