package org.bourse.socket;

import java.util.List;
import java.util.Objects;

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
	private volatile WordMap<EncodedPrice> prices = WordMap.exact();

	PriceReplies(StockRepository repository) {
		this.repository = repository;
	}

	/**
	 * Writes the price of the stock that an argument names.
	 * @return whether there is such a stock; nothing is written if not
	 */
	boolean write(Request request, int index, ReplyWriter reply) {
		EncodedPrice price = this.prices.get(request, index);
		if (price == null) {
			String symbol = request.text(index);
			if (!Symbol.isWellFormed(symbol) || this.repository.find(new Symbol(symbol)) == null) {
				return false;
			}
			price = findListed(request, index);
		}
		reply.encoded(price.reply());
		return true;
	}

	/** Stocks are seldom listed, and never unlisted. */
	private synchronized EncodedPrice findListed(Request request, int index) {
		EncodedPrice price = this.prices.get(request, index);
		if (price == null) {
			WordMap<EncodedPrice> prices = WordMap.exact();
			List<Stock> stocks = this.repository.all();
			for (int i = 0; i < stocks.size(); i++) {
				prices.put(stocks.get(i).symbol().value(), new EncodedPrice(stocks, i));
			}
			this.prices = prices;
			price = Objects.requireNonNull(prices.get(request, index), "a stock that was found is not among all");
		}
		return price;
	}

	/** The price of one stock, as it was encoded last. */
	private static final class EncodedPrice {

		/** A view of the present. */
		private final List<Stock> stocks;

		private final int index;

		/** Of several threads that encode at one time, any may win. */
		private Encoded last;

		EncodedPrice(List<Stock> stocks, int index) {
			this.stocks = stocks;
			this.index = index;
			this.last = new Encoded(stocks.get(index));
		}

		byte[] reply() {
			Stock present = this.stocks.get(this.index);
			Encoded encoded = this.last;
			if (encoded.stock != present) {
				encoded = new Encoded(present);
				this.last = encoded;
			}
			return encoded.reply;
		}

	}

	/** Immutable, so that it is safe to find it without a lock. */
	private static final class Encoded {

		private final Stock stock;

		private final byte[] reply;

		Encoded(Stock stock) {
			this.stock = stock;
			this.reply = ReplyWriter.encode((reply) -> reply.simpleString(stock.price().toString()));
		}

	}

}
