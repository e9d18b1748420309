package org.bourse.feed;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.fuzz.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * However the feed's thread and the subscriber's interleave, a state takes the place of
 * the one before it or is taken, none comes twice, and a subscriber who takes only when
 * told never misses one.
 */
@Param(name = "price", gen = IntGen.class, conf = "1:9")
public class SubscriptionInterleavingTest {

	private final Subscription subscription = subscription(() -> {
	});

	@Operation(nonParallelGroup = "feed")
	public boolean offerGameStart(@Param(name = "price") int price) {
		return this.subscription.offer(stock("GameStart", price));
	}

	@Operation(nonParallelGroup = "feed")
	public boolean offerFishCo(@Param(name = "price") int price) {
		return this.subscription.offer(stock("FishCo", price));
	}

	@Operation(nonParallelGroup = "feed")
	public void end() {
		this.subscription.end();
	}

	@Operation(nonParallelGroup = "subscriber")
	public @Nullable String poll() {
		Stock stock = this.subscription.poll();
		return (stock != null) ? stock.symbol() + " " + stock.price() : null;
	}

	@Operation
	public boolean isEnded() {
		return this.subscription.isEnded();
	}

	@Test
	void theSubscriptionIsLinearizable() {
		Interleavings.check(SubscriptionInterleavingTest.class, Naive.class);
	}

	@Test
	void aSubscriberWhoTakesWhenToldMissesNothing() {
		Interleavings.check(WhenTold.class, WhenTold.class);
	}

	/** The feed is needed for closing only. */
	@SuppressWarnings("NullAway")
	private static Subscription subscription(Runnable onPending) {
		return new Subscription(null, null, "", onPending);
	}

	private static Stock stock(String symbol, int price) {
		return Stock.listed(new Symbol(symbol), new Price(price * 10_000L), 10, LocalDate.EPOCH);
	}

	/** What it should be, for one thread. */
	public static class Naive {

		private final Map<String, Integer> pending = new LinkedHashMap<>();

		private boolean ended;

		public boolean offerGameStart(int price) {
			return offer("GameStart", price);
		}

		public boolean offerFishCo(int price) {
			return offer("FishCo", price);
		}

		private boolean offer(String symbol, int price) {
			return !this.ended && this.pending.put(symbol, price) != null;
		}

		public void end() {
			this.ended = true;
		}

		public @Nullable String poll() {
			for (String symbol : this.pending.keySet()) {
				return symbol + " " + this.pending.remove(symbol);
			}
			return null;
		}

		public boolean isEnded() {
			return this.ended;
		}

	}

	/** Takes all there is whenever it was told. */
	@Param(name = "price", gen = IntGen.class, conf = "1:9")
	public static class WhenTold {

		private final AtomicBoolean told = new AtomicBoolean();

		private final Subscription subscription = subscription(() -> this.told.set(true));

		@Operation(nonParallelGroup = "feed")
		public void offer(@Param(name = "price") int price) {
			this.subscription.offer(stock("GameStart", price));
		}

		@Operation(nonParallelGroup = "subscriber")
		public void take() {
			if (this.told.getAndSet(false)) {
				while (this.subscription.poll() != null) {
					continue;
				}
			}
		}

		@Validate
		public void nothingIsForgotten() {
			if (!this.told.get() && this.subscription.poll() != null) {
				throw new IllegalStateException("there is a state that the subscriber was not told of");
			}
		}

	}

}
