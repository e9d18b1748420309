package org.bourse.socket;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.bourse.domain.Renderings;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.feed.Subscription;
import org.bourse.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/**
 * What one client has subscribed to, each with a subscription of the feed. What it is to
 * be told stays there, one state a stock, until there is room for it in a reply: a client
 * that does not read costs no more than that.
 * <p>
 * For its worker's thread, but for {@link #tell}, by which the feed says that there is
 * something.
 */
final class Subscriptions {

	/** What can be subscribed to. */
	enum Kind {

		/** One stock. */
		CHANNEL("subscribe", "unsubscribe", "message"),
		/** All stocks whose symbol begins with something. */
		PATTERN("psubscribe", "punsubscribe", "pmessage");

		private final String subscribe;

		private final String unsubscribe;

		private final String message;

		Kind(String subscribe, String unsubscribe, String message) {
			this.subscribe = subscribe;
			this.unsubscribe = unsubscribe;
			this.message = message;
		}

	}

	private final QuoteFeed feed;

	private final Renderings<byte[]> quotes;

	private final SocketMeters meters;

	private final Runnable onPending;

	private final Map<Kind, Map<String, Topic>> topics = new EnumMap<>(Kind.class);

	/**
	 * Those that have something to be told, in the order of their turns. One that has
	 * nothing, or is here twice, or was unsubscribed from, does no harm.
	 */
	private final Queue<Topic> pending = new ConcurrentLinkedQueue<>();

	/**
	 * Whether the worker was told that something is pending, and has not begun to write
	 * it: so it is told once of a thousand changes.
	 */
	private final AtomicBoolean told = new AtomicBoolean();

	private boolean feedEnds;

	/**
	 * @param quotes what is sent of a stock, encoded
	 * @param onPending is told, on any thread, that {@link #write} is due
	 */
	Subscriptions(QuoteFeed feed, Renderings<byte[]> quotes, SocketMeters meters, Runnable onPending) {
		this.feed = feed;
		this.quotes = quotes;
		this.meters = meters;
		this.onPending = onPending;
		for (Kind kind : Kind.values()) {
			this.topics.put(kind, new LinkedHashMap<>());
		}
	}

	/** How many, of both kinds. */
	int size() {
		return of(Kind.CHANNEL).size() + of(Kind.PATTERN).size();
	}

	boolean isEmpty() {
		return size() == 0;
	}

	/** The names that are subscribed to. */
	Set<String> names(Kind kind) {
		return of(kind).keySet();
	}

	private Map<String, Topic> of(Kind kind) {
		return this.topics.getOrDefault(kind, Map.of());
	}

	/**
	 * Subscribes and confirms it, also if it was subscribed already.
	 * @param name a symbol, or a prefix with a star behind it
	 * @return false, and nothing is written, if the feed has ended
	 */
	boolean subscribe(Kind kind, String name, ReplyWriter reply) {
		if (!of(kind).containsKey(name)) {
			Topic topic = new Topic(kind, name);
			if (topic.subscription.isEnded()) {
				return false;
			}
			of(kind).put(name, topic);
			this.meters.subscribed(size() == 1);
		}
		confirm(kind.subscribe, name, reply);
		return true;
	}

	/**
	 * Unsubscribes and confirms it, also if it was not subscribed.
	 * @param name null to confirm that there was nothing
	 */
	void unsubscribe(Kind kind, @Nullable String name, ReplyWriter reply) {
		Topic topic = of(kind).remove(name);
		if (topic != null) {
			topic.subscription.close();
			this.meters.unsubscribed(1, isEmpty());
		}
		confirm(kind.unsubscribe, name, reply);
	}

	private void confirm(String what, @Nullable String name, ReplyWriter reply) {
		reply.push(3);
		reply.bulkString(what);
		reply.bulkStringOrNull(name);
		reply.integer(size());
	}

	/** Unsubscribes from all, and tells nobody. */
	void clear() {
		if (!isEmpty()) {
			this.meters.unsubscribed(size(), true);
			for (Map<String, Topic> some : this.topics.values()) {
				some.values().forEach((topic) -> topic.subscription.close());
				some.clear();
			}
		}
	}

	/** Has {@link #write} called soon. */
	private void tell() {
		if (this.told.compareAndSet(false, true)) {
			this.onPending.run();
		}
	}

	/**
	 * Writes what is pending, one stock of each subscription in turn, until the reply has
	 * so many bytes.
	 * @return whether something may be left
	 */
	boolean write(ReplyWriter reply, int maxBytes) {
		// Before the look for what is pending, so that what comes later is told again.
		this.told.set(false);
		while (reply.size() < maxBytes) {
			Topic topic = this.pending.poll();
			if (topic == null) {
				return false;
			}
			Stock stock = topic.subscription.poll();
			if (stock != null) {
				topic.write(stock, reply);
				this.pending.add(topic);
			}
			else if (topic.isPresent() && topic.subscription.isEnded()) {
				this.feedEnds = true;
			}
		}
		return true;
	}

	/** Whether the feed has ended, and all was written. */
	boolean haveEnded() {
		// Whatever was pending when a subscription ended was told before: so the queue
		// is looked at last.
		return this.feedEnds
				&& this.topics.values()
					.stream()
					.allMatch((some) -> some.values().stream().allMatch((topic) -> topic.subscription.isEnded()))
				&& this.pending.isEmpty();
	}

	/** A channel or a pattern. */
	private final class Topic {

		private final Kind kind;

		private final String name;

		/** What all its messages begin with, behind the number of elements. */
		private final byte[] head;

		private final Subscription subscription;

		Topic(Kind kind, String name) {
			this.kind = kind;
			this.name = name;
			this.head = ReplyWriter.encode((reply) -> {
				reply.bulkString(kind.message);
				reply.bulkString(name);
			});
			this.subscription = switch (kind) {
				case CHANNEL -> Subscriptions.this.feed.subscribe(Set.of(new Symbol(name)), this::pending);
				case PATTERN ->
					Subscriptions.this.feed.subscribeToPrefix(name.substring(0, name.length() - 1), this::pending);
			};
		}

		/** On the feed's thread. */
		private void pending() {
			Subscriptions.this.pending.add(this);
			tell();
		}

		boolean isPresent() {
			return of(this.kind).get(this.name) == this;
		}

		void write(Stock stock, ReplyWriter reply) {
			reply.push((this.kind == Kind.CHANNEL) ? 3 : 4);
			reply.encoded(this.head);
			if (this.kind == Kind.PATTERN) {
				reply.bulkString(stock.symbol().value());
			}
			reply.encoded(Subscriptions.this.quotes.of(stock));
		}

	}

}
