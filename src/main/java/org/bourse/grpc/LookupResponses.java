package org.bourse.grpc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bourse.domain.Rendering;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.proto.v1.LookupResponse;
import org.jspecify.annotations.Nullable;

/**
 * The answers to Lookup, each built once for every change of its stock. Safe for use by
 * many threads.
 */
final class LookupResponses {

	private final StockRepository repository;

	/** By symbol; replaced as a whole when a stock was listed. */
	private volatile Map<String, Rendering<LookupResponse>> responses = Map.of();

	LookupResponses(StockRepository repository) {
		this.repository = repository;
	}

	/**
	 * The answer for a stock; null if there is none of this name.
	 * @param symbol any text
	 */
	@Nullable LookupResponse find(String symbol) {
		Rendering<LookupResponse> response = this.responses.get(symbol);
		if (response == null) {
			if (!Symbol.isWellFormed(symbol) || this.repository.find(new Symbol(symbol)) == null) {
				return null;
			}
			response = findListed(symbol);
		}
		return response.present();
	}

	/** Stocks are seldom listed, and never unlisted. */
	private synchronized Rendering<LookupResponse> findListed(String symbol) {
		Rendering<LookupResponse> response = this.responses.get(symbol);
		if (response == null) {
			Map<String, Rendering<LookupResponse>> all = new HashMap<>();
			List<Stock> stocks = this.repository.all();
			for (int i = 0; i < stocks.size(); i++) {
				all.put(stocks.get(i).symbol().value(), new Rendering<>(stocks, i, LookupResponses::response));
			}
			this.responses = all;
			response = all.get(symbol);
			if (response == null) {
				throw new IllegalStateException(symbol + " was found, but is not among all stocks");
			}
		}
		return response;
	}

	private static LookupResponse response(Stock stock) {
		return LookupResponse.newBuilder().setStock(Messages.stock(stock)).build();
	}

}
