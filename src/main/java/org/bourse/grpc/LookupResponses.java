package org.bourse.grpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

	/** Of the stocks that were looked up; none is ever unlisted. */
	private final Map<String, Rendering<LookupResponse>> responses = new ConcurrentHashMap<>();

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
			response = this.responses.computeIfAbsent(symbol, this::rendering);
		}
		return response.present();
	}

	/** Of those that begin with a whole symbol, the stock itself is the first. */
	private Rendering<LookupResponse> rendering(String listed) {
		return new Rendering<>(this.repository.startingWith(listed, null), 0, LookupResponses::response);
	}

	private static LookupResponse response(Stock stock) {
		return LookupResponse.newBuilder().setStock(Messages.stock(stock)).build();
	}

}
