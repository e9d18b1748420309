package org.bourse.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.FixedCalendar;
import org.bourse.domain.Halt;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Resumption;
import org.bourse.domain.SessionCalendar;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.StockStatus;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeOutcome;
import org.bourse.domain.TradeResult;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every store must do. A test class for each store extends it.
 */
abstract class StockRepositoryContract {

	static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	static final LocalDate SESSION = LocalDate.of(2026, 1, 2);

	static final Instant SESSION_END = Instant.parse("2026-01-03T00:00:00Z");

	static final SessionCalendar CALENDAR = new FixedCalendar(SESSION, SESSION_END);

	static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

	private static final Symbol GAME_START = new Symbol("GameStart");

	private static final Symbol FISH_CO = new Symbol("FishCo");

	private static final Symbol NOPE = new Symbol("Nope");

	private static final Price PRICE = Price.parse("15.99");

	private final List<AutoCloseable> opened = new ArrayList<>();

	/** A new repository with these stocks and no others. */
	abstract StockRepository open(Collection<Stock> stocks);

	final StockRepository repository(Collection<Stock> stocks) {
		StockRepository repository = open(stocks);
		if (repository instanceof AutoCloseable closeable) {
			this.opened.add(closeable);
		}
		return repository;
	}

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable closeable : this.opened) {
			closeable.close();
		}
	}

	private StockRepository market() {
		return repository(List.of(Stock.listed(GAME_START, PRICE, 100, SESSION),
				Stock.listed(FISH_CO, Price.parse("18.5"), 10, SESSION)));
	}

	@Test
	void aListedStockIsFound() {
		assertThat(market().find(GAME_START)).isEqualTo(Stock.listed(GAME_START, PRICE, 100, SESSION));
	}

	@Test
	void anUnknownStockIsNotFound() {
		assertThat(market().find(NOPE)).isNull();
		assertThat(market().find(new Symbol("gamestart"))).isNull();
	}

	@Test
	void allStocksAreListedInTheOrderOfTheirSymbols() {
		assertThat(market().all()).containsExactly(Stock.listed(FISH_CO, Price.parse("18.5"), 10, SESSION),
				Stock.listed(GAME_START, PRICE, 100, SESSION));
	}

	@Test
	void theListIsAViewOfThePresent() {
		StockRepository market = market();
		List<Stock> all = market.all();
		market.update(GAME_START, Price.parse("1")).join();
		assertThat(all.get(1).price()).isEqualTo(Price.parse("1"));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> all.remove(0));
	}

	@Test
	void stocksCanBeListedByPrefixAndFromAPlaceOn() {
		List<Stock> stocks = new ArrayList<>();
		for (String symbol : List.of("A", "AA", "AB", "B", "a", "AZ", "Z")) {
			stocks.add(Stock.listed(new Symbol(symbol), PRICE, 1, SESSION));
		}
		StockRepository market = repository(stocks);
		assertThat(symbols(market, "", null)).containsExactly("A", "AA", "AB", "AZ", "B", "Z", "a");
		assertThat(symbols(market, "A", null)).containsExactly("A", "AA", "AB", "AZ");
		assertThat(symbols(market, "A", "AA")).containsExactly("AB", "AZ");
		assertThat(symbols(market, "A", "AC")).containsExactly("AZ");
		assertThat(symbols(market, "A", "AZ")).isEmpty();
		assertThat(symbols(market, "A", "Z")).isEmpty();
		assertThat(symbols(market, "B", "A")).containsExactly("B");
		assertThat(symbols(market, "C", null)).isEmpty();
		assertThat(symbols(market, "", "a")).isEmpty();
	}

	private static List<String> symbols(StockRepository market, String prefix, @Nullable String after) {
		return market.startingWith(prefix, (after != null) ? new Symbol(after) : null)
			.stream()
			.map((stock) -> stock.symbol().value())
			.toList();
	}

	@Test
	void aTradeIsAnsweredWithTheStockAfterItAndThenSeenByEverybody() {
		StockRepository market = market();
		TradeResult result = market.trade(order(GAME_START, 40, null)).join();
		Stock after = new Stock(GAME_START, PRICE, 40, 100, null, SESSION, 1, 2);
		assertThat(result).isEqualTo(new TradeResult(TradeOutcome.EXECUTED, after, false));
		assertThat(market.find(GAME_START)).isEqualTo(after);
	}

	@Test
	void aTradeThatReachesTheLimitHaltsTheStock() {
		StockRepository market = market();
		Stock after = new Stock(GAME_START, PRICE, 100, 100, new Halt(HaltReason.VOLUME_LIMIT, NOW, SESSION_END),
				SESSION, 1, 2);
		assertThat(market.trade(order(GAME_START, 100, null)).join())
			.isEqualTo(new TradeResult(TradeOutcome.EXECUTED, after, false));
		assertThat(market.trade(order(GAME_START, 1, null)).join())
			.isEqualTo(new TradeResult(TradeOutcome.HALTED, after, false));
		assertThat(market.find(GAME_START)).isEqualTo(after);
	}

	@Test
	void aTradeBeyondTheLimitIsRefusedAndASmallerOneFits() {
		StockRepository market = market();
		assertThat(market.trade(order(GAME_START, 101, null)).join().outcome()).isEqualTo(TradeOutcome.LIMIT_EXCEEDED);
		assertThat(market.find(GAME_START)).isEqualTo(Stock.listed(GAME_START, PRICE, 100, SESSION));
		assertThat(market.trade(order(GAME_START, 99, null)).join().outcome()).isEqualTo(TradeOutcome.EXECUTED);
	}

	@Test
	void aTradeLeavesOtherStocksAlone() {
		StockRepository market = market();
		market.trade(order(GAME_START, 100, null)).join();
		assertThat(market.find(FISH_CO)).isEqualTo(Stock.listed(FISH_CO, Price.parse("18.5"), 10, SESSION));
	}

	@Test
	void aTradeOfAnUnknownStockFails() {
		fails(market().trade(order(NOPE, 1, null)), MarketFault.UNKNOWN_STOCK, "no stock has the symbol Nope");
	}

	@Test
	void anUpdateReplacesThePriceAlsoOfAHaltedStock() {
		StockRepository market = market();
		market.trade(order(FISH_CO, 10, null)).join();
		Stock after = new Stock(FISH_CO, Price.parse("20.5"), 10, 10,
				new Halt(HaltReason.VOLUME_LIMIT, NOW, SESSION_END), SESSION, 1, 3);
		assertThat(market.update(FISH_CO, Price.parse("20.50")).join()).isEqualTo(after);
		assertThat(market.find(FISH_CO)).isEqualTo(after);
	}

	@Test
	void anUpdateOfAnUnknownStockFails() {
		fails(market().update(NOPE, PRICE), MarketFault.UNKNOWN_STOCK, "no stock has the symbol Nope");
	}

	@Test
	void theSameOrderWithTheSameIdExecutesOnceAndIsAnsweredAlike() {
		StockRepository market = market();
		TradeResult first = market.trade(order(GAME_START, 40, "id-1")).join();
		market.trade(order(GAME_START, 10, "id-2")).join();
		market.update(GAME_START, Price.parse("3")).join();
		TradeResult again = market.trade(order(GAME_START, 40, "id-1")).join();
		assertThat(again).isEqualTo(new TradeResult(TradeOutcome.EXECUTED, first.stock(), true));
		assertThat(again.tradeId()).hasToString("GameStart-1");
		Stock present = market.find(GAME_START);
		assertThat((present != null) ? present.volume() : -1).isEqualTo(50);
	}

	@Test
	void anotherOrderWithAUsedIdFails() {
		StockRepository market = market();
		market.trade(order(GAME_START, 40, "id-1")).join();
		String message = "client order id id-1 was used for another order; choose a new id";
		fails(market.trade(order(GAME_START, 41, "id-1")), MarketFault.CLIENT_ORDER_ID_REUSED, message);
		fails(market.trade(order(FISH_CO, 40, "id-1")), MarketFault.CLIENT_ORDER_ID_REUSED, message);
		fails(market.trade(new Order(GAME_START, new Quantity(40), Side.SELL, new ClientOrderId("id-1"))),
				MarketFault.CLIENT_ORDER_ID_REUSED, message);
		Stock present = market.find(GAME_START);
		assertThat((present != null) ? present.volume() : -1).isEqualTo(40);
	}

	@Test
	void aRefusedOrderLeavesItsIdFree() {
		StockRepository market = market();
		assertThat(market.trade(order(FISH_CO, 11, "id-1")).join().outcome()).isEqualTo(TradeOutcome.LIMIT_EXCEEDED);
		assertThat(market.trade(order(FISH_CO, 5, "id-1")).join()).isEqualTo(new TradeResult(TradeOutcome.EXECUTED,
				new Stock(FISH_CO, Price.parse("18.5"), 5, 10, null, SESSION, 1, 2), false));
	}

	@Test
	void manyThreadsNeverPassTheLimitTogether() throws InterruptedException {
		StockRepository market = repository(List.of(Stock.listed(GAME_START, PRICE, 1000, SESSION)));
		List<CompletableFuture<TradeResult>> results = inParallel(8, 200,
				() -> market.trade(order(GAME_START, 1, null)));
		assertThat(results.stream().map(CompletableFuture::join).filter(StockRepositoryContract::isExecuted))
			.hasSize(1000);
		assertThat(market.find(GAME_START)).isEqualTo(new Stock(GAME_START, PRICE, 1000, 1000,
				new Halt(HaltReason.VOLUME_LIMIT, NOW, SESSION_END), SESSION, 1000, 1001));
	}

	@Test
	void oneIdSentByManyThreadsAtOnceExecutesOnceAndAllAnswersAgree() throws InterruptedException {
		StockRepository market = market();
		List<CompletableFuture<TradeResult>> results = inParallel(8, 10,
				() -> market.trade(order(GAME_START, 7, "once")));
		Stock after = new Stock(GAME_START, PRICE, 7, 100, null, SESSION, 1, 2);
		assertThat(results.stream().map(CompletableFuture::join)).hasSize(80)
			.allMatch((result) -> result.stock().equals(after) && isExecuted(result));
		assertThat(results.stream().map(CompletableFuture::join).filter((result) -> !result.duplicate())).hasSize(1);
		assertThat(market.find(GAME_START)).isEqualTo(after);
	}

	@Test
	void noReaderEverSeesAVersionGoBack() throws InterruptedException {
		StockRepository market = repository(List.of(Stock.listed(GAME_START, PRICE, 1_000_000, SESSION)));
		AtomicBoolean writing = new AtomicBoolean(true);
		AtomicBoolean wentBack = new AtomicBoolean();
		Thread reader = new Thread(() -> {
			long last = 0;
			while (writing.get()) {
				Stock stock = market.find(GAME_START);
				long version = (stock != null) ? stock.version() : -1;
				if (version < last) {
					wentBack.set(true);
				}
				last = version;
			}
		});
		reader.start();
		inParallel(4, 500, () -> market.trade(order(GAME_START, 1, null))).forEach(CompletableFuture::join);
		writing.set(false);
		reader.join();
		assertThat(wentBack).isFalse();
		Stock stock = market.find(GAME_START);
		assertThat((stock != null) ? stock.version() : -1).isEqualTo(2001);
	}

	@Test
	void aHaltedStockIsNotTradedUntilItIsResumed() {
		StockRepository market = market();
		Instant resumeAt = NOW.plusSeconds(60);
		Stock halted = new Stock(GAME_START, PRICE, 0, 100, new Halt(HaltReason.NEWS, NOW, resumeAt), SESSION, 0, 2);
		assertThat(market.halt(GAME_START, HaltReason.NEWS, resumeAt, "test").join()).isEqualTo(halted);
		assertThat(market.find(GAME_START)).isEqualTo(halted);
		assertThat(market.trade(order(GAME_START, 1, null)).join())
			.isEqualTo(new TradeResult(TradeOutcome.HALTED, halted, false));
		Stock resumed = new Stock(GAME_START, PRICE, 0, 100, null, SESSION, 0, 3);
		assertThat(market.resume(GAME_START, Resumption.PLAIN, "test").join()).isEqualTo(resumed);
		assertThat(market.find(GAME_START)).isEqualTo(resumed);
		assertThat(market.trade(order(GAME_START, 1, null)).join().outcome()).isEqualTo(TradeOutcome.EXECUTED);
	}

	@Test
	void toHaltOrResumeAsItIsAlreadyChangesNothing() {
		StockRepository market = market();
		Stock trading = Stock.listed(GAME_START, PRICE, 100, SESSION);
		assertThat(market.resume(GAME_START, Resumption.PLAIN, "test").join()).isEqualTo(trading);
		Stock halted = market.halt(GAME_START, HaltReason.ADMIN, null, "test").join();
		assertThat(halted.version()).isEqualTo(2);
		assertThat(market.halt(GAME_START, HaltReason.ADMIN, null, "another").join()).isEqualTo(halted);
		assertThat(market.find(GAME_START)).isEqualTo(halted);
	}

	@Test
	void aStockAtItsLimitIsResumedWithANewLimitOrItsVolumeReset() {
		StockRepository market = market();
		market.trade(order(GAME_START, 100, null)).join();
		fails(market.resume(GAME_START, Resumption.PLAIN, "test"), MarketFault.NOT_RESUMABLE,
				"GameStart has a volume of 100 and a limit of 100: give a volume limit above the volume, "
						+ "or reset the volume");
		fails(market.resume(GAME_START, Resumption.withLimit(99), "test"), MarketFault.NOT_RESUMABLE,
				"GameStart has a volume of 100 and a limit of 99: give a volume limit above the volume, "
						+ "or reset the volume");
		assertThat(market.resume(GAME_START, Resumption.withLimit(101), "test").join())
			.isEqualTo(new Stock(GAME_START, PRICE, 100, 101, null, SESSION, 1, 3));
		assertThat(market.trade(order(GAME_START, 1, null)).join().stock().status()).isEqualTo(StockStatus.HALTED);
		assertThat(market.resume(GAME_START, Resumption.RESET, "test").join())
			.isEqualTo(new Stock(GAME_START, PRICE, 0, 101, null, SESSION, 2, 5));
	}

	@Test
	void anOperatorsHaltTakesThePlaceOfTheMarketsAndStillNeedsRoomToResume() {
		StockRepository market = market();
		market.trade(order(FISH_CO, 10, null)).join();
		assertThat(market.halt(FISH_CO, HaltReason.REGULATORY, null, "test").join().halt())
			.isEqualTo(new Halt(HaltReason.REGULATORY, NOW, null));
		fails(market.resume(FISH_CO, Resumption.PLAIN, "test"), MarketFault.NOT_RESUMABLE,
				"FishCo has a volume of 10 and a limit of 10: give a volume limit above the volume, "
						+ "or reset the volume");
	}

	@Test
	void theLimitOfAStockThatTradesCanBeChangedButNotItsVolume() {
		StockRepository market = market();
		market.trade(order(GAME_START, 40, null)).join();
		assertThat(market.resume(GAME_START, Resumption.withLimit(50), "test").join())
			.isEqualTo(new Stock(GAME_START, PRICE, 40, 50, null, SESSION, 1, 3));
		fails(market.resume(GAME_START, Resumption.RESET, "test"), MarketFault.NOT_RESUMABLE,
				"GameStart is trading; its volume is reset only together with the end of a halt");
		fails(market.resume(GAME_START, Resumption.withLimit(40), "test"), MarketFault.NOT_RESUMABLE,
				"GameStart has a volume of 40 and a limit of 40: give a volume limit above the volume, "
						+ "or reset the volume");
	}

	@Test
	void aLaterSessionBeginsWithoutVolumeAndEndsHaltsByTheLimitOnly() {
		StockRepository market = market();
		market.trade(order(GAME_START, 100, null)).join();
		market.trade(order(FISH_CO, 4, null)).join();
		market.halt(FISH_CO, HaltReason.ADMIN, null, "test").join();
		LocalDate next = SESSION.plusDays(1);
		Stock rolled = new Stock(GAME_START, PRICE, 0, 100, null, next, 1, 3);
		assertThat(market.roll(GAME_START, next).join()).isEqualTo(rolled);
		assertThat(market.roll(FISH_CO, next).join()).isEqualTo(
				new Stock(FISH_CO, Price.parse("18.5"), 0, 10, new Halt(HaltReason.ADMIN, NOW, null), next, 1, 4));
		assertThat(market.roll(GAME_START, next).join()).isEqualTo(rolled);
		assertThat(market.roll(GAME_START, SESSION).join()).isEqualTo(rolled);
		assertThat(market.find(GAME_START)).isEqualTo(rolled);
	}

	/** The clock that began it may have been set back since. */
	@Test
	void aHaltByTheLimitEndsWithTheSessionOfTheStockAlsoIfTheClockIsBehindIt() {
		StockRepository market = market();
		LocalDate next = SESSION.plusDays(1);
		market.roll(GAME_START, next).join();
		Stock after = new Stock(GAME_START, PRICE, 100, 100,
				new Halt(HaltReason.VOLUME_LIMIT, NOW, SESSION_END.plus(Duration.ofDays(1))), next, 1, 3);
		TradeResult result = new TradeResult(TradeOutcome.EXECUTED, after, false);
		assertThat(market.trade(order(GAME_START, 100, "a")).join()).isEqualTo(result);
		assertThat(market.trade(order(GAME_START, 100, "a")).join()).isEqualTo(result.asDuplicate());
	}

	@Test
	void unknownStocksAreNotHaltedResumedOrRolled() {
		StockRepository market = market();
		String message = "no stock has the symbol Nope";
		fails(market.halt(NOPE, HaltReason.ADMIN, null, "test"), MarketFault.UNKNOWN_STOCK, message);
		fails(market.resume(NOPE, Resumption.PLAIN, "test"), MarketFault.UNKNOWN_STOCK, message);
		fails(market.roll(NOPE, SESSION.plusDays(1)), MarketFault.UNKNOWN_STOCK, message);
	}

	@Test
	void listenersAreToldOfEveryChangeAndOfNothingElse() throws InterruptedException {
		StockRepository market = market();
		BlockingQueue<Stock> told = new LinkedBlockingQueue<>();
		market.addListener(told::addAll);
		market.trade(order(FISH_CO, 11, null)).join();
		market.resume(FISH_CO, Resumption.PLAIN, "test").join();
		market.roll(FISH_CO, SESSION).join();
		Stock traded = market.trade(order(GAME_START, 40, "id-1")).join().stock();
		assertThat(told.take()).isEqualTo(traded);
		market.trade(order(GAME_START, 40, "id-1")).join();
		Stock updated = market.update(GAME_START, Price.parse("3")).join();
		assertThat(told.take()).isEqualTo(updated);
		Stock halted = market.halt(GAME_START, HaltReason.ADMIN, null, "test").join();
		assertThat(told.take()).isEqualTo(halted);
		Stock resumed = market.resume(GAME_START, Resumption.PLAIN, "test").join();
		assertThat(told.take()).isEqualTo(resumed);
		Stock rolled = market.roll(GAME_START, SESSION.plusDays(1)).join();
		assertThat(told.take()).isEqualTo(rolled);
	}

	private static boolean isExecuted(TradeResult result) {
		return result.outcome() == TradeOutcome.EXECUTED;
	}

	/** What all threads got, who start together. */
	private static <T> List<T> inParallel(int threads, int callsEach, java.util.function.Supplier<T> call)
			throws InterruptedException {
		CountDownLatch start = new CountDownLatch(1);
		List<List<T>> results = new ArrayList<>();
		List<Thread> running = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			List<T> own = new ArrayList<>();
			results.add(own);
			Thread thread = new Thread(() -> {
				try {
					start.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				for (int j = 0; j < callsEach; j++) {
					own.add(call.get());
				}
			});
			thread.start();
			running.add(thread);
		}
		start.countDown();
		for (Thread thread : running) {
			thread.join();
		}
		return results.stream().flatMap(List::stream).toList();
	}

	private static void fails(CompletableFuture<?> future, MarketFault fault, String message) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join)
			.havingCause()
			.isInstanceOfSatisfying(MarketException.class, (ex) -> assertThat(ex.fault()).isEqualTo(fault))
			.withMessage(message);
	}

	private static Order order(Symbol symbol, long shares, @Nullable String id) {
		return new Order(symbol, new Quantity(shares), Side.BUY, (id != null) ? new ClientOrderId(id) : null);
	}

}
