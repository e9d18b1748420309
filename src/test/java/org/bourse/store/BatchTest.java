package org.bourse.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.FixedCalendar;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeResult;
import org.bourse.store.ledger.Decisions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The writer and the watch meet at a batch: whoever is first decides what clients are
 * told.
 */
class BatchTest {

	private static final Stock STOCK = Stock.listed(new Symbol("A"), Price.parse("1"), 1000,
			StockRepositoryContract.SESSION);

	private static final long LONG_AGO = System.nanoTime() - 1_000_000_000;

	private final List<Write<TradeResult>> writes = List.of(write(), write());

	private final Batch batch = new Batch(List.copyOf(this.writes), LONG_AGO);

	private static Write<TradeResult> write() {
		Order order = new Order(STOCK.symbol(), new Quantity(10), Side.BUY, null);
		return new Write<>(order.symbol(), null, (decisions) -> decisions.trade(order));
	}

	private static Decisions decisions() {
		return new Decisions(Map.of(STOCK.symbol(), STOCK), Map.of(), "test", Instant.EPOCH, FixedCalendar.endless());
	}

	@Test
	void whatWasToldAsNotAppliedIsNotCommitted() {
		this.batch.expire(1000, "too late");
		assertThat(this.batch.beginCommit(decisions(), 1)).isFalse();
		assertFault(this.writes.get(0), MarketFault.UNAVAILABLE);
		assertFault(this.writes.get(1), MarketFault.UNAVAILABLE);
	}

	/** Nor in one of its halves, while the watch is still telling the others. */
	@Test
	void whatIsBeingToldAsNotAppliedIsNotSplit() {
		AtomicReference<List<Batch>> halves = new AtomicReference<>();
		this.writes.get(0).future().whenComplete((result, failure) -> halves.set(this.batch.split()));
		this.batch.expire(1000, "too late");
		assertThat(halves.get()).isEmpty();
		assertFault(this.writes.get(1), MarketFault.UNAVAILABLE);
	}

	@Test
	void whatIsBeingCommittedIsUnknownAfterItsTimeAndNotFailed() {
		assertThat(this.batch.beginCommit(decisions(), 1)).isTrue();
		assertThat(this.batch.expire(60_000_000_000L, "too late")).isZero();
		assertThat(this.writes.get(0).isWaiting()).isTrue();
		assertThat(this.batch.expire(0, "too late")).isEqualTo(2);
		assertFault(this.writes.get(0), MarketFault.OUTCOME_UNKNOWN);
		assertThat(this.batch.isAnswered()).isFalse();
	}

	@Test
	void ofWhatAnErrorLeftUnansweredNobodyKnows() {
		this.writes.get(0).future().thenRun(() -> {
			throw new IllegalStateException("a callback");
		});
		Decisions decisions = decisions();
		this.batch.decide(decisions);
		assertThat(this.batch.beginCommit(decisions, 1)).isTrue();
		assertThat(this.batch.fail("stopping")).isEqualTo(2);
		assertThat(this.batch.fail("stopping")).isZero();
		assertFault(this.writes.get(1), MarketFault.OUTCOME_UNKNOWN);
	}

	private static void assertFault(Write<?> write, MarketFault fault) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> write.future().join())
			.havingCause()
			.isInstanceOfSatisfying(MarketException.class, (ex) -> assertThat(ex.fault()).isEqualTo(fault));
	}

}
