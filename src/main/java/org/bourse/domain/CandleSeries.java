package org.bourse.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Makes the candles of an interval out of those of minutes. Holds no more than it may
 * make, however many minutes there are.
 */
public final class CandleSeries {

	private final CandleInterval interval;

	private final int limit;

	private final boolean newestFirst;

	private final List<Candle> candles = new ArrayList<>();

	/**
	 * @param limit the most candles that are made
	 * @param newestFirst in which order the minutes come
	 */
	public CandleSeries(CandleInterval interval, int limit, boolean newestFirst) {
		this.interval = interval;
		this.limit = limit;
		this.newestFirst = newestFirst;
	}

	/**
	 * Takes the next minute of the same stock. Returns false, and leaves it, if it would
	 * begin one candle too many.
	 */
	public boolean add(Candle minute) {
		Candle candle = minute.in(this.interval);
		int last = this.candles.size() - 1;
		if (last >= 0 && this.candles.get(last).start().equals(candle.start())) {
			this.candles.set(last,
					this.newestFirst ? candle.plus(this.candles.get(last)) : this.candles.get(last).plus(candle));
			return true;
		}
		if (this.candles.size() == this.limit) {
			return false;
		}
		this.candles.add(candle);
		return true;
	}

	/** The oldest first. To be called once, at the end. */
	public List<Candle> candles() {
		if (this.newestFirst) {
			Collections.reverse(this.candles);
		}
		return Collections.unmodifiableList(this.candles);
	}

}
