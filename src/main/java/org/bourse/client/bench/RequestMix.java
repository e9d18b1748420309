package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import org.bourse.domain.Side;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a client's requests. They are numbers, so that each door may encode what they
 * stand for once.
 */
final class RequestMix {

	private static final int ONE_ORDER_AMONG = 10;

	private final Scenario scenario;

	private final int stocks;

	private final RandomGenerator random;

	RequestMix(Scenario scenario, int stocks, RandomGenerator random) {
		this.scenario = scenario;
		this.stocks = stocks;
		this.random = random;
	}

	/** All requests that there are, in the order of their numbers. */
	static List<Request> requests(List<Symbol> stocks) {
		List<Request> requests = new ArrayList<>();
		stocks.forEach((stock) -> requests.add(new Request(stock, null)));
		stocks.forEach((stock) -> requests.add(new Request(stock, Side.BUY)));
		stocks.forEach((stock) -> requests.add(new Request(stock, Side.SELL)));
		return requests;
	}

	int next() {
		boolean order = switch (this.scenario) {
			case lookup -> false;
			case trade -> true;
			case mixed -> this.random.nextInt(ONE_ORDER_AMONG) == 0;
			case compare -> throw new IllegalStateException("compare is made of other scenarios");
		};
		return order ? this.stocks + this.random.nextInt(2 * this.stocks) : this.random.nextInt(this.stocks);
	}

	/**
	 * A lookup, or an order of one share.
	 *
	 * @param side null for a lookup
	 */
	record Request(Symbol stock, @Nullable Side side) {
	}

}
