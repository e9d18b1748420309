package org.bourse.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.MarketEvent;
import org.bourse.domain.MarketFault;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Trade;
import org.bourse.domain.TradeOutcome;
import org.bourse.domain.TradeResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a history in a database must withstand, too.
 */
abstract class JdbcMarketHistoryContract extends MarketHistoryContract {

	private final SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");

	/** A store on a new database. */
	abstract TestStore store();

	@Override
	StockRepository open(Collection<Stock> stocks, Clock clock) {
		return store().open(stocks, clock);
	}

	@Test
	void historySurvivesARestart() {
		TestStore store = store();
		List<Trade> trades;
		List<MarketEvent> events;
		List<Candle> candles;
		try (JdbcStockRepository market = store.open(STOCKS, this.clock)) {
			market.trade(buy(FISH_CO, 4)).join();
			market.trade(buy(FISH_CO, 6)).join();
			trades = history(market).trades(FISH_CO, Long.MAX_VALUE, 10).join();
			events = history(market).events(FISH_CO, Long.MAX_VALUE, 10).join();
			candles = candles(history(market)).join();
		}
		assertThat(trades).hasSize(2);
		assertThat(events).hasSize(2);
		assertThat(candles).hasSize(1);
		try (JdbcStockRepository market = store.open(STOCKS, this.clock)) {
			assertThat(history(market).trades(FISH_CO, Long.MAX_VALUE, 10).join()).isEqualTo(trades);
			assertThat(history(market).events(FISH_CO, Long.MAX_VALUE, 10).join()).isEqualTo(events);
			assertThat(candles(history(market)).join()).isEqualTo(candles);
		}
	}

	private static CompletableFuture<List<Candle>> candles(MarketHistory history) {
		return history.latestCandles(FISH_CO, CandleInterval.ONE_DAY, Instant.MAX, 1000);
	}

	@Test
	void aTradeIsInTheHistoryAsSoonAsItIsAcknowledged() {
		try (JdbcStockRepository market = store().open(STOCKS, this.clock)) {
			for (long i = 1; i <= 50; i++) {
				market.trade(buy(GAME_START, 1)).join();
				assertThat(history(market).trades(GAME_START, Long.MAX_VALUE, 1).join().get(0).id().sequence())
					.isEqualTo(i);
			}
		}
	}

	@Test
	void readersAndTheWriterDoNotDisturbEachOther() {
		try (JdbcStockRepository market = store().open(STOCKS, this.clock)) {
			List<CompletableFuture<TradeResult>> trades = new ArrayList<>();
			List<CompletableFuture<List<Trade>>> reads = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				trades.add(market.trade(buy(GAME_START, 1)));
				reads.add(history(market).trades(GAME_START, Long.MAX_VALUE, 1000));
			}
			assertThat(trades).allMatch((trade) -> trade.join().outcome() == TradeOutcome.EXECUTED);
			for (CompletableFuture<List<Trade>> read : reads) {
				List<Trade> seen = read.join();
				// Each saw one moment: all trades up to the last one.
				assertThat(seen).extracting((trade) -> trade.id().sequence())
					.containsExactlyElementsOf(countDown(seen.size()));
			}
		}
	}

	private static List<Long> countDown(int from) {
		List<Long> numbers = new ArrayList<>();
		for (long i = from; i > 0; i--) {
			numbers.add(i);
		}
		return numbers;
	}

	@Test
	void aDatabaseThatCannotBeReachedIsUnavailableUntilItCan() {
		ReadFaults faults = new ReadFaults();
		try (JdbcStockRepository market = store().around(faults::of).open(STOCKS, this.clock)) {
			faults.fail(new SQLException("connection refused", "08001"));
			fails(candles(history(market)), MarketFault.UNAVAILABLE, "the store cannot be read at present; try later");
			assertThat(market.trade(buy(FISH_CO, 1)).join().outcome()).isEqualTo(TradeOutcome.EXECUTED);
			faults.end();
			assertThat(candles(history(market)).join()).hasSize(1);
		}
	}

	@Test
	void aDatabaseThatDoesNotAnswerHoldsNobodyUp() throws InterruptedException {
		ReadFaults faults = new ReadFaults();
		TestStore store = store().around(faults::of).withTimeout(Duration.ofMillis(500));
		try (JdbcStockRepository market = store.open(STOCKS, this.clock)) {
			CountDownLatch gate = faults.hold();
			List<CompletableFuture<List<Candle>>> held = List.of(candles(history(market)), candles(history(market)));
			faults.awaitHeld(2);
			List<CompletableFuture<List<Candle>>> waiting = new ArrayList<>();
			for (int i = 0; i < JdbcMarketHistory.QUEUE_CAPACITY; i++) {
				waiting.add(candles(history(market)));
			}
			fails(candles(history(market)), MarketFault.BUSY, "the store is busy (256 queries wait); try later");
			assertThat(market.find(FISH_CO)).isNotNull();
			for (CompletableFuture<List<Candle>> answer : held) {
				fails(answer, MarketFault.UNAVAILABLE, "the store gave no answer within 500 ms");
			}
			for (CompletableFuture<List<Candle>> answer : waiting) {
				fails(answer, MarketFault.UNAVAILABLE, "the store gave no answer within 500 ms");
			}
			gate.countDown();
			faults.end();
			// Those that waited are not wanted any more.
			assertThat(faults.connections()).isEqualTo(2);
		}
	}

	@Test
	void whatWaitsWhenTheServerStopsIsToldSo() throws InterruptedException {
		ReadFaults faults = new ReadFaults();
		JdbcStockRepository market = store().around(faults::of).open(STOCKS, this.clock);
		CountDownLatch gate = faults.hold();
		candles(history(market));
		candles(history(market));
		faults.awaitHeld(2);
		CompletableFuture<List<Candle>> waiting = candles(history(market));
		Thread closing = new Thread(market::close);
		closing.start();
		fails(waiting, MarketFault.UNAVAILABLE, "the server is stopping");
		gate.countDown();
		closing.join();
		fails(candles(history(market)), MarketFault.UNAVAILABLE, "the server is stopping");
	}

}
