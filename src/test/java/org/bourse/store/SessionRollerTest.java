package org.bourse.store;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.PartialRepository;
import org.bourse.domain.Price;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SessionRollerTest {

	private static final LocalDate YESTERDAY = LocalDate.of(2026, 1, 1);

	private static final LocalDate TODAY = LocalDate.of(2026, 1, 2);

	private final Time time = new Time();

	private final SessionCalendar calendar = new CronCalendar("0 0 0 * * *", ZoneOffset.UTC);

	@Test
	void manyStocksAreRolledBeforeTheDoorsOpen() {
		List<Stock> stocks = new ArrayList<>();
		for (int i = 0; i < 1234; i++) {
			stocks.add(Stock.listed(new Symbol("S" + i), Price.parse("1"), 10, YESTERDAY));
		}
		InMemoryStockRepository market = new InMemoryStockRepository(stocks, this.time, this.calendar);
		SessionRoller roller = new SessionRoller(market, this.calendar, this.time);
		roller.start();
		try {
			assertThat(roller.isRunning()).isTrue();
			assertThat(market.all()).allSatisfy((stock) -> assertThat(stock.session()).isEqualTo(TODAY));
		}
		finally {
			roller.stop();
		}
	}

	@Test
	void aSessionBeginsWhenItsTimeHasComeAndAStoreThatIsDownIsAskedAgain() {
		this.time.now = Instant.parse("2026-01-01T23:59:59.900Z");
		List<Stock> stocks = List.of(Stock.listed(new Symbol("A"), Price.parse("1"), 10, YESTERDAY));
		InMemoryStockRepository market = new InMemoryStockRepository(stocks, this.time, this.calendar);
		Flaky flaky = new Flaky(market);
		SessionRoller roller = new SessionRoller(flaky, this.calendar, this.time);
		roller.start();
		try {
			assertThat(market.all().get(0).session()).isEqualTo(YESTERDAY);
			this.time.now = Instant.parse("2026-01-02T00:00:00Z");
			await().untilAsserted(() -> assertThat(market.all().get(0).session()).isEqualTo(TODAY));
			assertThat(flaky.rolls).hasValue(2);
		}
		finally {
			roller.stop();
		}
	}

	@Test
	void withoutACronExpressionNothingIsRolled() {
		List<Stock> stocks = List.of(Stock.listed(new Symbol("A"), Price.parse("1"), 10, YESTERDAY));
		SessionCalendar never = new CronCalendar(CronCalendar.NEVER, ZoneOffset.UTC);
		InMemoryStockRepository market = new InMemoryStockRepository(stocks, this.time, never);
		SessionRoller roller = new SessionRoller(market, never, this.time);
		roller.start();
		assertThat(roller.isRunning()).isFalse();
		assertThat(market.all().get(0).session()).isEqualTo(YESTERDAY);
	}

	/** Its first roll fails. */
	private static final class Flaky extends PartialRepository {

		private final InMemoryStockRepository market;

		private final AtomicInteger rolls = new AtomicInteger();

		Flaky(InMemoryStockRepository market) {
			this.market = market;
		}

		@Override
		public List<Stock> all() {
			return this.market.all();
		}

		@Override
		public CompletableFuture<Stock> roll(Symbol symbol, LocalDate session) {
			return (this.rolls.getAndIncrement() > 0) ? this.market.roll(symbol, session) : CompletableFuture
				.failedFuture(new MarketException(MarketFault.UNAVAILABLE, "the store is down", null));
		}

	}

	private static final class Time extends Clock {

		private volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			throw new UnsupportedOperationException();
		}

	}

}
