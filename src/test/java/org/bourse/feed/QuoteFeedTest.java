package org.bourse.feed;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.domain.FixedCalendar;
import org.bourse.domain.MarketException;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.store.InMemoryStockRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class QuoteFeedTest {

	private static final Symbol GAME_START = new Symbol("GameStart");

	private static final Symbol FISH_CO = new Symbol("FishCo");

	private final StockRepository market = new InMemoryStockRepository(
			List.of(Stock.listed(GAME_START, Price.parse("15.99"), 100, LocalDate.EPOCH),
					Stock.listed(FISH_CO, Price.parse("18.5"), 100, LocalDate.EPOCH)),
			Clock.systemUTC(), FixedCalendar.endless());

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final QuoteFeed feed = QuoteFeed.open(this.market, 10_000_000, 1_000_000, this.registry);

	@AfterEach
	void close() {
		this.feed.close();
	}

	@Test
	void firstComesThePresentStateThenEachChange() throws InterruptedException {
		Subscriber subscriber = new Subscriber();
		Stock before = this.market.update(GAME_START, Price.parse("1")).join();
		subscriber.watch(this.feed.subscribe(Set.of(GAME_START), subscriber::wake));
		assertThat(subscriber.take()).isEqualTo(before);
		assertThat(subscriber.subscription.isSnapshotTaken()).isTrue();
		this.market.update(FISH_CO, Price.parse("7")).join();
		for (int i = 2; i < 10; i++) {
			Stock changed = this.market.update(GAME_START, Price.parse(Integer.toString(i))).join();
			assertThat(subscriber.take()).isEqualTo(changed);
		}
		assertThat(subscriber.subscription.poll()).isNull();
	}

	@Test
	void aPrefixIsForAllStocksThatBeginWithIt() throws InterruptedException {
		Subscriber all = new Subscriber();
		all.watch(this.feed.subscribeToPrefix("", all::wake));
		assertThat(List.of(all.take(), all.take())).isEqualTo(this.market.all());
		Subscriber some = new Subscriber();
		some.watch(this.feed.subscribeToPrefix("Fish", some::wake));
		assertThat(some.take()).isEqualTo(this.market.find(FISH_CO));
		this.market.update(GAME_START, Price.parse("1")).join();
		assertThat(all.take().symbol()).isEqualTo(GAME_START);
		Stock changed = this.market.update(FISH_CO, Price.parse("1")).join();
		assertThat(all.take()).isEqualTo(changed);
		assertThat(some.take()).isEqualTo(changed);
	}

	@Test
	void whoDoesNotTakeMissesStatesInBetweenButNotTheLastOneAndDelaysNobody() throws InterruptedException {
		Subscription slow = this.feed.subscribeToPrefix("", () -> {
		});
		Subscriber quick = new Subscriber();
		quick.watch(this.feed.subscribe(Set.of(GAME_START, FISH_CO), quick::wake));
		quick.take();
		quick.take();
		Stock lastFish = this.market.update(FISH_CO, Price.parse("5")).join();
		assertThat(quick.take()).isEqualTo(lastFish);
		Stock last = lastFish;
		for (int i = 1; i <= 100; i++) {
			last = this.market.update(GAME_START, Price.parse(Integer.toString(i))).join();
			assertThat(quick.take()).isEqualTo(last);
		}
		// The slow one is given the last state behind the quick one.
		await().untilAsserted(
				() -> assertThat(this.registry.get("bourse.feed.states").tag("outcome", "conflated").counter().count())
					.isEqualTo(101));
		// What was waiting keeps its place.
		assertThat(slow.poll()).isEqualTo(lastFish);
		assertThat(slow.poll()).isEqualTo(last);
		assertThat(slow.poll()).isNull();
	}

	@Test
	void ofAStockThatIsNotListedNothingComes() throws InterruptedException {
		Subscriber subscriber = new Subscriber();
		subscriber.watch(this.feed.subscribe(Set.of(new Symbol("Nope"), FISH_CO), subscriber::wake));
		assertThat(subscriber.take()).isEqualTo(this.market.find(FISH_CO));
		assertThat(subscriber.subscription.isSnapshotTaken()).isTrue();
	}

	@Test
	void whoHasLeftIsToldNothingAndCountedNoMore() throws InterruptedException {
		Subscriber leaving = new Subscriber();
		leaving.watch(this.feed.subscribe(Set.of(GAME_START), leaving::wake));
		leaving.take();
		Subscriber staying = new Subscriber();
		staying.watch(this.feed.subscribe(Set.of(GAME_START), staying::wake));
		staying.take();
		assertThat(this.registry.get("bourse.feed.subscribers").gauge().value()).isEqualTo(2);
		leaving.subscription.close();
		leaving.subscription.close();
		leaving.wakes.drainPermits();
		this.market.update(GAME_START, Price.parse("1")).join();
		staying.take();
		assertThat(leaving.subscription.poll()).isNull();
		assertThat(leaving.wakes.availablePermits()).isZero();
		awaitSubscribers(1);
		staying.subscription.close();
		awaitSubscribers(0);
	}

	@Test
	void whenTheFeedEndsEverybodyIsToldAndNobodyAdmitted() throws InterruptedException {
		Subscriber subscriber = new Subscriber();
		subscriber.watch(this.feed.subscribe(Set.of(GAME_START), subscriber::wake));
		subscriber.take();
		this.feed.close();
		subscriber.wakes.acquire();
		assertThat(subscriber.subscription.poll()).isNull();
		assertThat(subscriber.subscription.isEnded()).isTrue();
		assertThat(this.feed.subscribeToPrefix("", () -> {
		}).isEnded()).isTrue();
		this.market.update(GAME_START, Price.parse("1")).join();
	}

	@Test
	void whatChangedBeforeTheFeedEndsIsStillTold() throws InterruptedException {
		// It rests after a change, so that the next one is on its way when it ends.
		QuoteFeed resting = QuoteFeed.open(this.market, 1, 1000, new SimpleMeterRegistry());
		Subscriber subscriber = new Subscriber();
		subscriber.watch(resting.subscribe(Set.of(GAME_START), subscriber::wake));
		subscriber.take();
		this.market.update(GAME_START, Price.parse("1")).join();
		subscriber.take();
		Stock last = this.market.update(GAME_START, Price.parse("2")).join();
		resting.close();
		assertThat(subscriber.subscription.isEnded()).isTrue();
		assertThat(subscriber.subscription.poll()).isEqualTo(last);
	}

	@Test
	void aSubscriberThatFailsIsGivenUpAndTheOthersGoOn() throws InterruptedException {
		this.feed.subscribe(Set.of(GAME_START), () -> {
			throw new IllegalStateException("a test");
		});
		Subscriber subscriber = new Subscriber();
		subscriber.watch(this.feed.subscribe(Set.of(GAME_START), subscriber::wake));
		subscriber.take();
		Stock changed = this.market.update(GAME_START, Price.parse("1")).join();
		assertThat(subscriber.take()).isEqualTo(changed);
		awaitSubscribers(1);
	}

	@Test
	void whoComesAndLeavesWithoutEndDoesNotSilenceTheOthers() throws InterruptedException {
		try (QuoteFeed wide = QuoteFeed.open(market(5000), 10_000_000, 1_000_000, new SimpleMeterRegistry())) {
			for (int i = 0; i < 200_000; i++) {
				wide.subscribeToPrefix("", () -> {
				}).close();
			}
			Subscriber subscriber = new Subscriber();
			subscriber.watch(wide.subscribe(Set.of(new Symbol("S1")), subscriber::wake));
			assertThat(subscriber.take().symbol()).isEqualTo(new Symbol("S1"));
		}
	}

	@Test
	void aCrowdThatComesDoesNotKeepChangesFromThoseWhoAreHere() throws InterruptedException {
		StockRepository stocks = market(5000);
		// Its rate would let it rest for minutes after the present states of the crowd.
		try (QuoteFeed slow = QuoteFeed.open(stocks, 1000, 1_000_000, new SimpleMeterRegistry())) {
			Subscriber subscriber = new Subscriber();
			subscriber.watch(slow.subscribe(Set.of(new Symbol("S1")), subscriber::wake));
			subscriber.take();
			for (int i = 0; i < 100; i++) {
				slow.subscribeToPrefix("", () -> {
				});
			}
			Stock changed = stocks.update(new Symbol("S1"), Price.parse("3")).join();
			assertThat(subscriber.take()).isEqualTo(changed);
		}
	}

	@Test
	void moreSubscriptionsThanAgreedOnAreRefused() {
		try (QuoteFeed small = QuoteFeed.open(this.market, 1000, 2, new SimpleMeterRegistry())) {
			Subscription first = small.subscribe(Set.of(FISH_CO), () -> {
			});
			small.subscribeToPrefix("", () -> {
			});
			assertThatExceptionOfType(MarketException.class).isThrownBy(() -> small.subscribe(Set.of(FISH_CO), () -> {
			}))
				.withMessage(
						"the server has 2 subscriptions (bourse.feed.max-subscriptions); not subscribed, try later");
			first.close();
			await().untilAsserted(() -> assertThat(small.subscribe(Set.of(FISH_CO), () -> {
			}).isEnded()).isFalse());
		}
	}

	private static StockRepository market(int size) {
		List<Stock> stocks = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			stocks.add(Stock.listed(new Symbol("S" + i), Price.parse("1"), 100, LocalDate.EPOCH));
		}
		return new InMemoryStockRepository(stocks, Clock.systemUTC(), FixedCalendar.endless());
	}

	@Test
	void aboveTheRateChangesInARowBecomeOne() throws InterruptedException {
		// A state takes its subscriber's share of a whole second.
		try (QuoteFeed slowFeed = QuoteFeed.open(this.market, 1, 1_000_000, new SimpleMeterRegistry())) {
			Subscriber subscriber = new Subscriber();
			subscriber.watch(slowFeed.subscribe(Set.of(GAME_START), subscriber::wake));
			subscriber.take();
			this.market.update(GAME_START, Price.parse("1")).join();
			Stock first = subscriber.take();
			Stock last = first;
			for (int i = 1; i <= 1000; i++) {
				last = this.market.update(GAME_START, Price.parse(Integer.toString(i))).join();
			}
			assertThat(subscriber.take().version()).isBetween(first.version() + 1, last.version());
			// Who comes during the rest is not kept waiting.
			Subscriber late = new Subscriber();
			late.watch(slowFeed.subscribe(Set.of(FISH_CO), late::wake));
			assertThat(late.take().symbol()).isEqualTo(FISH_CO);
		}
	}

	@Test
	void whileManyChangeAStockVersionsOnlyGrowAndTheLastOneArrives() throws InterruptedException {
		List<Subscriber> subscribers = new ArrayList<>();
		CountDownLatch start = new CountDownLatch(1);
		List<Thread> writers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Thread writer = new Thread(() -> {
				awaitQuietly(start);
				for (int j = 1; j <= 2000; j++) {
					this.market.update(GAME_START, Price.parse(Integer.toString(j))).join();
				}
			});
			writer.start();
			writers.add(writer);
		}
		start.countDown();
		for (int i = 0; i < 50; i++) {
			Subscriber subscriber = new Subscriber();
			subscriber.watch(this.feed.subscribe(Set.of(GAME_START), subscriber::wake));
			subscribers.add(subscriber);
		}
		for (Thread writer : writers) {
			writer.join();
		}
		for (Subscriber subscriber : subscribers) {
			long seen = 0;
			while (seen < 8001) {
				long version = subscriber.take().version();
				assertThat(version).isGreaterThan(seen);
				seen = version;
			}
			assertThat(subscriber.subscription.poll()).isNull();
		}
		awaitSubscribers(50);
	}

	/** Who leaves is counted until the feed's thread has done what there is to do. */
	private void awaitSubscribers(int count) {
		await().untilAsserted(
				() -> assertThat(this.registry.get("bourse.feed.subscribers").gauge().value()).isEqualTo(count));
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Takes one state after the other. */
	private static final class Subscriber {

		private final Semaphore wakes = new Semaphore(0);

		private Subscription subscription;

		void wake() {
			this.wakes.release();
		}

		void watch(Subscription to) {
			this.subscription = to;
		}

		Stock take() throws InterruptedException {
			Stock next = this.subscription.poll();
			while (next == null) {
				this.wakes.acquire();
				next = this.subscription.poll();
			}
			return next;
		}

	}

}
