package org.bourse.domain;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Null before the first request. Of several threads that make one at the same time,
	 * any may win.
	 */
	private @Nullable Made<T> last;

	/**
	 * @param stocks from {@link StockRepository#all}
	 * @param index of the stock in that view
	 * @param form makes what is shown
	 */
	public Rendering(List<Stock> stocks, int index, Function<Stock, T> form) {
		this.stocks = stocks;
		this.index = index;
		this.form = form;
	}

	/** Of the stock as it is now. */
	public T present() {
		Stock stock = this.stocks.get(this.index);
		Made<T> made = this.last;
		if (made == null || made.stock != stock) {
			made = new Made<>(stock, this.form.apply(stock));
			this.last = made;
		}
		return made.shown;
	}

	/** Immutable, so that threads may find it without a lock. */
	private record Made<T>(Stock stock, T shown) {
	}

}
