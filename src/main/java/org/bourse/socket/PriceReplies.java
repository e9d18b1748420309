package org.bourse.socket;

import java.util.List;

import org.bourse.domain.Rendering;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.resp.WordMap;

/**
 * The replies to LOOKUP. A stock is found by the bytes of the request, and its price is
 * encoded when it is first asked for after the stock has changed, so that most lookups
 * copy some bytes and allocate nothing. Safe for use by many threads.
 */
final class PriceReplies {

	private final StockRepository repository;

	/** Never changed once it is here, but for what its prices remember. */
	private volatile WordMap<Rendering<byte[]>> prices = WordMap.exact();

	PriceReplies(StockRepository repository) {
		this.repository = repository;
	}

	/**
	 * Writes the price of the stock that an argument names.
	 * @return whether there is such a stock; nothing is written if not
	 */
	boolean write(Request request, int index, ReplyWriter reply) {
		Rendering<byte[]> price = this.prices.get(request, index);
		if (price == null) {
			String symbol = request.text(index);
			if (!Symbol.isWellFormed(symbol) || this.repository.find(new Symbol(symbol)) == null) {
				return false;
			}
			price = findListed(request, index);
		}
		reply.encoded(price.present());
		return true;
	}

	/** Stocks are seldom listed, and never unlisted. */
	private synchronized Rendering<byte[]> findListed(Request request, int index) {
		Rendering<byte[]> price = this.prices.get(request, index);
		if (price == null) {
			WordMap<Rendering<byte[]>> prices = WordMap.exact();
			List<Stock> stocks = this.repository.all();
			for (int i = 0; i < stocks.size(); i++) {
				prices.put(stocks.get(i).symbol().value(), new Rendering<>(stocks, i, PriceReplies::encode));
			}
			this.prices = prices;
			price = prices.get(request, index);
			if (price == null) {
				throw new IllegalStateException(request.text(index) + " was found, but is not among all stocks");
			}
		}
		return price;
	}

	private static byte[] encode(Stock stock) {
		return ReplyWriter.encode((reply) -> reply.simpleString(stock.price().toString()));
	}

}
