package org.bourse.socket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.bourse.access.Role;
import org.bourse.domain.InvalidValueException;
import org.bourse.domain.MarketException;
import org.bourse.domain.Renderings;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.feed.QuoteJson;
import org.bourse.metrics.Outcome;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.socket.Command.Argument;
import org.bourse.socket.Subscriptions.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The commands by which a client has changes of stocks pushed to it, answered as Redis
 * answers them: a confirmation for each name. Either all names of a request are good, or
 * none is subscribed to.
 */
final class SubscriptionCommands {

	static final String GROUP = "pubsub";

	static final String STOPPING = "UNAVAILABLE the server is stopping";

	/**
	 * What a subscriber may ask in version 2, where a message could be taken for the
	 * reply to anything else.
	 */
	private static final Set<String> FOR_SUBSCRIBERS = Set.of("SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE",
			"PING", "QUIT", "RESET");

	private final QuoteFeed feed;

	private final SocketMeters meters;

	private final int maxSubscriptions;

	/** Encoded once for all who are told of a change. */
	private final Renderings<byte[]> quotes = new Renderings<>(SubscriptionCommands::encode);

	/**
	 * @param maxSubscriptions of one client
	 */
	SubscriptionCommands(QuoteFeed feed, SocketMeters meters, int maxSubscriptions) {
		this.feed = feed;
		this.meters = meters;
		this.maxSubscriptions = maxSubscriptions;
	}

	private static byte[] encode(Stock stock) {
		return ReplyWriter.encode((reply) -> reply.bulkString(QuoteJson.of(stock)));
	}

	List<Command> commands() {
		Argument symbol = Argument.of("symbol").repeated();
		Argument pattern = Argument.of("prefix*").repeated();
		return List.of(
				new Command("SUBSCRIBE", GROUP, Role.READ, "Pushes stocks as they are, and again whenever they change",
						2, Command.ANY_SIZE, immediate(Kind.CHANNEL, this::subscribe), symbol),
				new Command("UNSUBSCRIBE", GROUP, Role.READ,
						"Ends what SUBSCRIBE began, all of it if no symbol is given", 1, Command.ANY_SIZE,
						immediate(Kind.CHANNEL, this::unsubscribe), symbol.whenGiven()),
				new Command("PSUBSCRIBE", GROUP, Role.READ,
						"As SUBSCRIBE, for all stocks whose symbol begins with the prefix", 2, Command.ANY_SIZE,
						immediate(Kind.PATTERN, this::subscribe), pattern),
				new Command("PUNSUBSCRIBE", GROUP, Role.READ,
						"Ends what PSUBSCRIBE began, all of it if no pattern is given", 1, Command.ANY_SIZE,
						immediate(Kind.PATTERN, this::unsubscribe), pattern.whenGiven()));
	}

	private static Command.Immediate immediate(Kind kind, Change change) {
		return (request, session, reply) -> change.run(kind, request, session, reply);
	}

	private Outcome subscribe(Kind kind, Request request, Session session, ReplyWriter reply) {
		List<String> names = names(request);
		Subscriptions subscriptions = subscriptions(session);
		String error = findMistake(kind, names, subscriptions);
		if (error != null) {
			reply.error("ERR " + error);
			return Outcome.INVALID;
		}
		try {
			for (String name : names) {
				if (!subscriptions.subscribe(kind, name, reply)) {
					reply.error(STOPPING);
					return Outcome.UNAVAILABLE;
				}
			}
		}
		catch (MarketException ex) {
			this.meters.subscriberRejected();
			reply.error("BUSY " + ex.getMessage());
			return Outcome.BUSY;
		}
		return Outcome.OK;
	}

	private @Nullable String findMistake(Kind kind, List<String> names, Subscriptions subscriptions) {
		for (String name : names) {
			switch (kind) {
				case CHANNEL -> {
					try {
						new Symbol(name);
					}
					catch (InvalidValueException ex) {
						return ex.getMessage();
					}
				}
				case PATTERN -> {
					if (!name.endsWith("*") || !Symbol.isPrefix(name.substring(0, name.length() - 1))) {
						return "pattern must be the beginning of symbols with one * behind it, such as Game*, or * "
								+ "alone; it is '" + name + "'";
					}
				}
			}
		}
		Set<String> added = new HashSet<>(names);
		added.removeAll(subscriptions.names(kind));
		return (subscriptions.size() + added.size() <= this.maxSubscriptions) ? null
				: "a client may have " + this.maxSubscriptions
						+ " subscriptions (bourse.socket.max-subscriptions); a pattern such as * is one";
	}

	private Outcome unsubscribe(Kind kind, Request request, Session session, ReplyWriter reply) {
		Subscriptions subscriptions = subscriptions(session);
		List<String> names = (request.size() > 1) ? names(request) : List.copyOf(subscriptions.names(kind));
		names.forEach((name) -> subscriptions.unsubscribe(kind, name, reply));
		if (names.isEmpty()) {
			subscriptions.unsubscribe(kind, null, reply);
		}
		return Outcome.OK;
	}

	private static List<String> names(Request request) {
		List<String> names = new ArrayList<>();
		for (int i = 1; i < request.size(); i++) {
			names.add(request.text(i));
		}
		return names;
	}

	private Subscriptions subscriptions(Session session) {
		Subscriptions subscriptions = session.subscriptions();
		if (subscriptions == null) {
			subscriptions = new Subscriptions(this.feed, this.quotes, this.meters, session.onNews());
			session.subscribeWith(subscriptions);
		}
		return subscriptions;
	}

	/** Whether the client may ask this now. */
	static boolean isAllowed(Command command, Session session) {
		return !session.isSubscriber() || session.version() > 2 || FOR_SUBSCRIBERS.contains(command.name());
	}

	/** A command for both kinds of names. */
	private interface Change {

		Outcome run(Kind kind, Request request, Session session, ReplyWriter reply);

	}

}
