package org.bourse.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.Burst;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.Stock;
import org.bourse.domain.StockListener;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes of stocks to those who subscribe, on a thread of its own,
 * {@code bourse-feed}. Whoever changes a stock leaves a note that it has changed, and
 * nothing more: the thread looks up what it is by then, and gives that to each
 * subscriber, once. So a subscriber costs a trade nothing, and versions only grow.
 * <p>
 * The thread gives out a bounded number of states a second. Where there are more
 * subscribers and changes than that, each round is followed by a rest, in which further
 * changes of a stock become one: many subscribers get fewer of the states in between, and
 * trades keep their share of the processors.
 */
public final class QuoteFeed implements StockListener, AutoCloseable {

	private static final Duration CLOSING_TIME = Duration.ofSeconds(2);

	private static final Logger logger = LoggerFactory.getLogger(QuoteFeed.class);

	/**
	 * After which also a feed with more to give out than its rate tells what is new.
	 */
	private static final long LONGEST_REST_NANOS = 250_000_000;

	/**
	 * Present states that are given to those who have come, before changes have their
	 * turn.
	 */
	private static final int STATES_OF_BEGINNERS = 10_000;

	private static final long NANOS_PER_SECOND = 1_000_000_000;

	private final StockRepository repository;

	private final FeedMeters meters;

	/** The rest that is earned by giving out one state. */
	private final long nanosPerState;

	private final int maxSubscriptions;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition somethingToDo = this.lock.newCondition();

	/** Guarded by the lock, as what follows, and taken as a whole. */
	private Set<Symbol> changed = new LinkedHashSet<>();

	/** Of subscribers that come or go, in this order; bounded by the subscriptions. */
	private final Queue<Request> requests = new ArrayDeque<>();

	private boolean closing;

	/**
	 * How many have come, and of whom it is not done yet that they go; so that changes
	 * nobody wants cost nothing.
	 */
	private final AtomicInteger subscribers = new AtomicInteger();

	/** Those for certain stocks. The feed thread's, as what follows. */
	private final Map<Symbol, Set<Subscription>> bySymbol = new HashMap<>();

	/** Those for all stocks that begin with something. */
	private final Set<Subscription> byPrefix = new LinkedHashSet<>();

	/** What was given out last of each stock that somebody has wanted. */
	private final Map<Symbol, Stock> shown = new HashMap<>();

	/** States given out in this round. */
	private long given;

	private final Thread thread = new Thread(this::run, "bourse-feed");

	private QuoteFeed(StockRepository repository, long maxRate, int maxSubscriptions, MeterRegistry registry) {
		this.repository = repository;
		this.nanosPerState = NANOS_PER_SECOND / maxRate;
		this.maxSubscriptions = maxSubscriptions;
		this.meters = new FeedMeters(registry, this.subscribers, maxSubscriptions, this::pending);
	}

	/**
	 * A feed of all changes from now on.
	 * @param maxRate changed states that are given out a second, to all subscribers
	 * together
	 * @param maxSubscriptions of all subscribers together
	 */
	public static QuoteFeed open(StockRepository repository, long maxRate, int maxSubscriptions,
			MeterRegistry registry) {
		QuoteFeed feed = new QuoteFeed(repository, maxRate, maxSubscriptions, registry);
		feed.thread.setDaemon(true);
		feed.thread.start();
		repository.addListener(feed);
		return feed;
	}

	/**
	 * Subscribes to certain stocks, whether they are listed already or not.
	 * @param onPending is told, on the feed's thread, that there is something to take
	 * after there was nothing, or that the feed has ended; must return at once
	 * @return a subscription, which has ended if the feed has
	 * @throws MarketException {@link MarketFault#BUSY} if there are too many
	 */
	public Subscription subscribe(Set<Symbol> symbols, Runnable onPending) {
		return admit(new Subscription(this, Set.copyOf(symbols), "", onPending));
	}

	/**
	 * Subscribes to all stocks whose symbol begins with the prefix, also those that are
	 * listed later; to all stocks for the empty prefix.
	 * @param onPending as in {@link #subscribe}
	 * @throws MarketException {@link MarketFault#BUSY} if there are too many
	 */
	public Subscription subscribeToPrefix(String prefix, Runnable onPending) {
		return admit(new Subscription(this, null, prefix, onPending));
	}

	private Subscription admit(Subscription subscription) {
		// Before the present is looked up, so that no change can fall in between.
		if (this.subscribers.incrementAndGet() > this.maxSubscriptions) {
			this.subscribers.decrementAndGet();
			throw new MarketException(MarketFault.BUSY, "the server has " + this.maxSubscriptions
					+ " subscriptions (bourse.feed.max-subscriptions); not subscribed, try later", null);
		}
		if (!request(new Request(subscription, false))) {
			this.subscribers.decrementAndGet();
			subscription.end();
		}
		return subscription;
	}

	/** Once for each subscription. */
	void leave(Subscription subscription) {
		request(new Request(subscription, true));
	}

	/** Has it done by the feed's thread; false if there is none any more. */
	private boolean request(Request request) {
		this.lock.lock();
		try {
			if (!this.closing) {
				this.requests.add(request);
				this.somethingToDo.signal();
			}
			return !this.closing;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void changed(Collection<Stock> stocks) {
		if (this.subscribers.get() == 0) {
			return;
		}
		this.lock.lock();
		try {
			if (this.changed.isEmpty()) {
				this.somethingToDo.signal();
			}
			stocks.forEach((stock) -> this.changed.add(stock.symbol()));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		long restedNanos = System.nanoTime();
		try {
			while (awaitWork(restedNanos)) {
				boolean rested = restedNanos - System.nanoTime() <= 0;
				try {
					inBurst(() -> round(rested));
				}
				catch (RuntimeException ex) {
					// What was not given out will be with the next change of its stock.
					logger.error("A round of the feed failed", ex);
				}
				if (rested) {
					restedNanos = System.nanoTime() + Math.min(this.given * this.nanosPerState, LONGEST_REST_NANOS);
				}
			}
			// One more, as nobody is to miss the last state.
			inBurst(() -> round(true));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			inBurst(this::endAll);
		}
	}

	/**
	 * First those who come and go: some of them, as the others want to be told of
	 * changes. Then the changes, if they are due.
	 */
	private void round(boolean withChanges) {
		this.given = 0;
		Request next = this.pollRequest();
		while (next != null) {
			next.run();
			next = (this.given < STATES_OF_BEGINNERS) ? pollRequest() : null;
		}
		// Only changes are paid for by a rest: else a crowd that comes would silence the
		// feed for all who are here.
		this.given = 0;
		if (withChanges) {
			takeChanged().forEach(this::show);
		}
	}

	/** Threads that serve many subscribers are woken once, when all were told. */
	private static void inBurst(Runnable round) {
		Burst.begin();
		try {
			round.run();
		}
		finally {
			Burst.end();
		}
	}

	/**
	 * Returns when there is something to do: for subscribers that come or go at once, for
	 * changes after the rest. False when the feed is to end.
	 */
	private boolean awaitWork(long restedNanos) throws InterruptedException {
		this.lock.lock();
		try {
			while (!this.closing && this.requests.isEmpty()) {
				long left = restedNanos - System.nanoTime();
				if (this.changed.isEmpty()) {
					this.somethingToDo.await();
				}
				else if (left > 0) {
					this.somethingToDo.awaitNanos(left);
				}
				else {
					return true;
				}
			}
			return !this.closing;
		}
		finally {
			this.lock.unlock();
		}
	}

	private int pending() {
		this.lock.lock();
		try {
			return this.changed.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Request pollRequest() {
		this.lock.lock();
		try {
			return this.requests.poll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Set<Symbol> takeChanged() {
		this.lock.lock();
		try {
			Set<Symbol> taken = this.changed;
			this.changed = new LinkedHashSet<>();
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** What the others have been shown is not newer than what this one begins with. */
	private void begin(Subscription subscription) {
		if (subscription.isEnded()) {
			// Has left already.
			return;
		}
		List<Stock> present = new ArrayList<>();
		Set<Symbol> symbols = subscription.symbols();
		if (symbols != null) {
			symbols.forEach((symbol) -> addPresent(symbol, present));
			symbols.forEach((symbol) -> this.bySymbol.computeIfAbsent(symbol, (key) -> new LinkedHashSet<>())
				.add(subscription));
		}
		else {
			this.repository.startingWith(subscription.prefix(), null)
				.forEach((stock) -> addPresent(stock.symbol(), present));
			this.byPrefix.add(subscription);
		}
		this.given += present.size();
		subscription.begin(present);
	}

	private void addPresent(Symbol symbol, List<Stock> present) {
		show(symbol);
		Stock stock = this.shown.get(symbol);
		if (stock != null) {
			present.add(stock);
		}
	}

	private void remove(Subscription subscription) {
		this.subscribers.decrementAndGet();
		Set<Symbol> symbols = subscription.symbols();
		if (symbols == null) {
			this.byPrefix.remove(subscription);
			return;
		}
		for (Symbol symbol : symbols) {
			this.bySymbol.computeIfPresent(symbol, (key, subscriptions) -> {
				subscriptions.remove(subscription);
				return subscriptions.isEmpty() ? null : subscriptions;
			});
		}
	}

	/** Gives out the present state of a stock, if it is news. */
	private void show(Symbol symbol) {
		Stock present = this.repository.find(symbol);
		Stock before = this.shown.get(symbol);
		if (present == null || (before != null && before.version() >= present.version())) {
			return;
		}
		this.shown.put(symbol, present);
		this.bySymbol.getOrDefault(symbol, Set.of()).forEach((subscription) -> give(subscription, present));
		for (Subscription subscription : this.byPrefix) {
			if (symbol.value().startsWith(subscription.prefix())) {
				give(subscription, present);
			}
		}
	}

	private void give(Subscription subscription, Stock stock) {
		this.given++;
		if (subscription.offer(stock)) {
			this.meters.conflated();
		}
		else {
			this.meters.given();
		}
	}

	/** Also if the thread ends by an error: then nobody must wait for more in vain. */
	private void endAll() {
		stopAdmitting();
		for (Request request = pollRequest(); request != null; request = pollRequest()) {
			request.subscription.end();
		}
		this.bySymbol.values().forEach((subscriptions) -> subscriptions.forEach(Subscription::end));
		this.byPrefix.forEach(Subscription::end);
	}

	private void stopAdmitting() {
		this.lock.lock();
		try {
			this.closing = true;
			this.somethingToDo.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether changes are given out. */
	boolean isAlive() {
		return this.thread.isAlive();
	}

	/** Ends all subscriptions, and admits no more. */
	@Override
	public void close() {
		stopAdmitting();
		try {
			this.thread.join(CLOSING_TIME.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Of a subscriber that comes or goes. */
	private final class Request {

		private final Subscription subscription;

		private final boolean leaves;

		private Request(Subscription subscription, boolean leaves) {
			this.subscription = subscription;
			this.leaves = leaves;
		}

		private void run() {
			if (this.leaves) {
				remove(this.subscription);
			}
			else {
				begin(this.subscription);
			}
		}

	}

}
