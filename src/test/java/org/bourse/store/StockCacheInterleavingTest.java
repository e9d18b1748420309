package org.bourse.store;

import java.time.LocalDate;
import java.util.List;

import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.fuzz.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * However threads interleave, what is found is the newest version that was offered, in
 * the first state that came with it.
 */
public class StockCacheInterleavingTest {

	private static final Symbol SYMBOL = new Symbol("GameStart");

	private static final int VERSIONS = 3;

	private static final int PRICES = 2;

	/**
	 * By version and price; made before, as the checker looks at each step of what the
	 * operations do.
	 */
	private static final Stock[][] STATES = states();

	@Test
	void ofAStockThatIsThereTheNewestVersionStaysAndWhoOffersIsTold() {
		Interleavings.check(Present.class, NaivePresent.class);
	}

	@Test
	void ofAStockThatComesTheNewestVersionStays() {
		Interleavings.check(Coming.class, NaiveComing.class);
	}

	private static Stock[][] states() {
		Stock[][] states = new Stock[VERSIONS + 1][PRICES + 1];
		for (int version = 1; version <= VERSIONS; version++) {
			for (int price = 1; price <= PRICES; price++) {
				states[version][price] = new Stock(SYMBOL, new Price(price), 0, 10, null, LocalDate.EPOCH, 0, version);
			}
		}
		return states;
	}

	/** The version and, as the last digit, the price; 0 if there is none. */
	private static long found(StockCache cache) {
		Stock stock = cache.find(SYMBOL);
		return (stock != null) ? 10 * stock.version() + stock.price().tenThousandths() : 0;
	}

	/** A stock that is there from the beginning. */
	@Param(name = "version", gen = IntGen.class, conf = "1:3")
	@Param(name = "price", gen = IntGen.class, conf = "1:2")
	public static class Present {

		private final StockCache cache = new StockCache();

		public Present() {
			this.cache.offer(List.of(STATES[1][1]));
		}

		@Operation
		public boolean offer(@Param(name = "version") int version, @Param(name = "price") int price) {
			return !this.cache.offer(List.of(STATES[version][price])).isEmpty();
		}

		@Operation
		public long find() {
			return found(this.cache);
		}

	}

	/**
	 * A stock that is not there yet. Two that bring it may both be told that they did.
	 */
	@Param(name = "version", gen = IntGen.class, conf = "1:3")
	@Param(name = "price", gen = IntGen.class, conf = "1:2")
	public static class Coming {

		private final StockCache cache = new StockCache();

		@Operation
		public void offer(@Param(name = "version") int version, @Param(name = "price") int price) {
			this.cache.offer(List.of(STATES[version][price]));
		}

		@Operation
		public long find() {
			return found(this.cache);
		}

		@Operation
		public int count() {
			return this.cache.all().size();
		}

	}

	/** What it should be, for one thread. */
	public static class NaivePresent {

		private int version = 1;

		private int price = 1;

		public boolean offer(int version, int price) {
			if (version <= this.version) {
				return false;
			}
			this.version = version;
			this.price = price;
			return true;
		}

		public long find() {
			return 10 * this.version + this.price;
		}

	}

	/** What it should be, for one thread. */
	public static class NaiveComing {

		private int version;

		private int price;

		public void offer(int version, int price) {
			if (version > this.version) {
				this.version = version;
				this.price = price;
			}
		}

		public long find() {
			return 10 * this.version + this.price;
		}

		public int count() {
			return (this.version > 0) ? 1 : 0;
		}

	}

}
