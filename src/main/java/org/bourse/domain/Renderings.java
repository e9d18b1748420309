package org.bourse.domain;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What a door sends of stocks to many, made once for each change: the form of the last
 * state of each stock that was asked for is kept. Safe for use by many threads.
 *
 * @param <T> an immutable form of a stock
 */
public final class Renderings<T> {

	private final Function<Stock, T> form;

	private final Map<Symbol, Made<T>> made = new ConcurrentHashMap<>();

	/**
	 * @param form makes what is sent
	 */
	public Renderings(Function<Stock, T> form) {
		this.form = form;
	}

	/** The form of this state. */
	public T of(Stock stock) {
		@Nullable Made<T> last = this.made.get(stock.symbol());
		if (last == null || last.stock != stock) {
			last = new Made<>(stock, this.form.apply(stock));
			this.made.put(stock.symbol(), last);
		}
		return last.shown;
	}

	private record Made<T>(Stock stock, T shown) {
	}

}
