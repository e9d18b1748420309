package org.bourse.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StockTest {

	private static final Symbol SYMBOL = new Symbol("GameStart");

	private static final Price PRICE = Price.parse("15.99");

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private static final LocalDate SESSION = LocalDate.of(2026, 1, 2);

	private final Stock fresh = Stock.listed(SYMBOL, PRICE, 100, SESSION);

	@Test
	void aTradeBelowTheLimitExecutes() {
		TradeResult result = this.fresh.decide(order(99, Side.BUY), NOW, null);
		assertThat(result).isEqualTo(
				new TradeResult(TradeOutcome.EXECUTED, new Stock(SYMBOL, PRICE, 99, 100, null, SESSION, 1, 2), false));
		assertThat(result.tradeId()).hasToString("GameStart-1");
	}

	@Test
	void aSellAddsToTheVolumeAsABuyDoes() {
		assertThat(this.fresh.decide(order(10, Side.SELL), NOW, null).stock())
			.isEqualTo(this.fresh.decide(order(10, Side.BUY), NOW, null).stock());
	}

	@Test
	void aTradeThatReachesTheLimitExactlyExecutesAndHalts() {
		assertThat(this.fresh.decide(order(100, Side.BUY), NOW, null)).isEqualTo(new TradeResult(TradeOutcome.EXECUTED,
				new Stock(SYMBOL, PRICE, 100, 100, new Halt(HaltReason.VOLUME_LIMIT, NOW, null), SESSION, 1, 2),
				false));
	}

	@Test
	void aTradeBeyondTheLimitIsRefusedAndChangesNothing() {
		TradeResult result = this.fresh.decide(order(101, Side.BUY), NOW, null);
		assertThat(result).isEqualTo(new TradeResult(TradeOutcome.LIMIT_EXCEEDED, this.fresh, false));
		assertThat(result.tradeId()).isNull();
		assertThat(result.stock().status()).isEqualTo(StockStatus.TRADING);
	}

	@Test
	void aTradeInAHaltedStockIsRefusedAndChangesNothing() {
		Stock halted = this.fresh.decide(order(100, Side.BUY), NOW, null).stock();
		assertThat(halted.decide(order(1, Side.SELL), NOW, null))
			.isEqualTo(new TradeResult(TradeOutcome.HALTED, halted, false));
	}

	@Test
	void thePriceOfAHaltedStockCanBeUpdated() {
		Stock halted = this.fresh.decide(order(100, Side.BUY), NOW, null).stock();
		assertThat(halted.withPrice(Price.parse("3"))).isEqualTo(new Stock(SYMBOL, Price.parse("3"), 100, 100,
				new Halt(HaltReason.VOLUME_LIMIT, NOW, null), SESSION, 1, 3));
	}

	@Test
	void theGreatestLimitDoesNotOverflow() {
		Stock nearlyFull = new Stock(SYMBOL, PRICE, Long.MAX_VALUE - 1, Long.MAX_VALUE, null, SESSION, 1, 2);
		assertThat(nearlyFull.decide(order(2, Side.BUY), NOW, null).outcome()).isEqualTo(TradeOutcome.LIMIT_EXCEEDED);
		assertThat(nearlyFull.decide(order(1, Side.BUY), NOW, null).stock().volume()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void anOrderForAnotherStockIsABug() {
		Order order = new Order(new Symbol("FishCo"), new Quantity(1), Side.BUY, null);
		assertThatIllegalArgumentException().isThrownBy(() -> this.fresh.decide(order, NOW, null))
			.withMessage("an order for FishCo came to GameStart");
	}

	@Test
	void anImpossibleStateCannotBeMade() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Stock(SYMBOL, PRICE, 101, 100, null, SESSION, 0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new Stock(SYMBOL, PRICE, -1, 100, null, SESSION, 0, 1));
		assertThatExceptionOfType(InvalidValueException.class)
			.isThrownBy(() -> new Stock(SYMBOL, PRICE, 0, 0, null, SESSION, 0, 1));
	}

	@Test
	void anySequenceOfOrdersKeepsTheRules() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int run = 0; run < 500; run++) {
			Stock stock = Stock.listed(SYMBOL, PRICE, random.nextLong(1, 2000), SESSION);
			long executedShares = 0;
			long executedTrades = 0;
			for (int i = 0; i < 50; i++) {
				Order order = order(random.nextLong(1, 300), random.nextBoolean() ? Side.BUY : Side.SELL);
				boolean fits = stock.volume() + order.quantity().shares() <= stock.volumeLimit();
				TradeResult result = stock.decide(order, NOW, null);
				Stock next = result.stock();
				assertThat(result.outcome()).as("seed %d", seed)
					.isEqualTo((stock.halt() != null) ? TradeOutcome.HALTED
							: fits ? TradeOutcome.EXECUTED : TradeOutcome.LIMIT_EXCEEDED);
				if (result.outcome() == TradeOutcome.EXECUTED) {
					executedShares += order.quantity().shares();
					executedTrades++;
					assertThat(next.version()).as("seed %d", seed).isEqualTo(stock.version() + 1);
				}
				else {
					assertThat(next).as("seed %d", seed).isSameAs(stock);
				}
				assertThat(next.volume()).as("seed %d", seed).isEqualTo(executedShares);
				assertThat(next.trades()).as("seed %d", seed).isEqualTo(executedTrades);
				assertThat(next.volume()).as("seed %d", seed).isLessThanOrEqualTo(next.volumeLimit());
				assertThat(next.status() == StockStatus.HALTED).as("seed %d", seed)
					.isEqualTo(next.volume() == next.volumeLimit());
				stock = next;
			}
		}
	}

	private static Order order(long shares, Side side) {
		return new Order(SYMBOL, new Quantity(shares), side, null);
	}

}
