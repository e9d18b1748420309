package org.bourse.domain;

import java.util.List;
import java.util.function.Function;

/**
 * What a door shows of one stock, made when it is first asked for after the stock has
 * changed, and given again until the next change. Safe for use by many threads.
 *
 * @param <T> an immutable form of a stock
 */
public final class Rendering<T> {

	private final List<Stock> stocks;

	private final int index;

	private final Function<Stock, T> form;

	/** Of several threads that make one at the same time, any may win. */
	private Made<T> last;

	/**
	 * @param stocks from {@link StockRepository#all}
	 * @param index of the stock in that view
	 * @param form makes what is shown
	 */
	public Rendering(List<Stock> stocks, int index, Function<Stock, T> form) {
		this.stocks = stocks;
		this.index = index;
		this.form = form;
		this.last = make(stocks.get(index));
	}

	/** Of the stock as it is now. */
	public T present() {
		Stock stock = this.stocks.get(this.index);
		Made<T> made = this.last;
		if (made.stock != stock) {
			made = make(stock);
			this.last = made;
		}
		return made.shown;
	}

	private Made<T> make(Stock stock) {
		return new Made<>(stock, this.form.apply(stock));
	}

	/** Immutable, so that threads may find it without a lock. */
	private record Made<T>(Stock stock, T shown) {
	}

}
