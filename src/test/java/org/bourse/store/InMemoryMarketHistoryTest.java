package org.bourse.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.FixedCalendar;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InMemoryMarketHistoryTest extends MarketHistoryContract {

	private static final LocalDate SESSION = LocalDate.of(2026, 1, 2);

	@Override
	StockRepository open(Collection<Stock> stocks, Clock clock) {
		return new InMemoryStockRepository(stocks, clock, FixedCalendar.endless());
	}

	@Test
	void onlyTheLastMinutesAndTradesAreRemembered() {
		SettableClock clock = new SettableClock("2026-01-02T00:00:00Z");
		StockRepository market = open(List.of(Stock.listed(GAME_START, Price.MIN, 1_000_000, SESSION)), clock);
		for (int i = 0; i < 10_100; i++) {
			market.trade(buy(GAME_START, 1)).join();
			clock.move(Duration.ofMinutes(1));
		}
		MarketHistory history = history(market);
		assertThat(history.candles(GAME_START, CandleInterval.ONE_MINUTE, Instant.MIN, Instant.MAX, 1).join())
			.containsExactly(new Candle(GAME_START, Instant.parse("2026-01-02T01:40:00Z"), Price.MIN, Price.MIN,
					Price.MIN, Price.MIN, 1, 1));
		assertThat(history.trades(GAME_START, 9_102, 10).join()).extracting((trade) -> trade.id().sequence())
			.containsExactly(9_101L);
	}

	@Test
	void ofManyStocksLessIsRemembered() {
		List<Stock> stocks = new ArrayList<>();
		for (int i = 0; i < 50_000; i++) {
			stocks.add(Stock.listed(new Symbol("S" + i), Price.MIN, 1_000_000, SESSION));
		}
		StockRepository market = open(stocks, Clock.systemUTC());
		Symbol symbol = new Symbol("S7");
		for (int i = 0; i < 8; i++) {
			market.trade(buy(symbol, 1)).join();
		}
		assertThat(history(market).trades(symbol, Long.MAX_VALUE, 10).join())
			.extracting((trade) -> trade.id().sequence())
			.containsExactly(8L, 7L, 6L, 5L, 4L);
	}

}
