package org.bourse.history;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.bourse.history.History.Call;
import org.bourse.history.History.Outcome;
import org.bourse.history.History.TradeOrder;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;

/**
 * One client of the socket door: sends pipelines of orders and lookups to any of the
 * servers, one connection at a time, and writes down what it was told.
 */
final class Trader implements Runnable {

	private static final int MAX_PIPELINE = 16;

	private static final int MAX_QUANTITY = 100;

	private static final int RECONNECT_MILLIS = 10;

	/** One request in so many is a lookup, an order once more, and a move elsewhere. */
	private static final int LOOKUP_ONE_IN = 8;

	private static final int AGAIN_ONE_IN = 20;

	private static final int MOVE_ONE_IN = 40;

	private final String name;

	private final Traders traders;

	private final History history;

	private final Random random;

	/** Asks again for what it does not know, until it does. */
	private final boolean settles;

	/** To be sent again. */
	private final Queue<TradeOrder> unsettled = new ArrayDeque<>();

	private TradeOrder lastExecuted;

	private int orders;

	Trader(String name, Traders traders, History history, Random random, boolean settles) {
		this.name = name;
		this.traders = traders;
		this.history = history;
		this.random = random;
		this.settles = settles;
	}

	@Override
	public void run() {
		try {
			while (!isFinished()) {
				ServerAddress server = anyOf(this.traders.servers());
				int port = server.port();
				if (port != 0) {
					visit(server, port);
				}
				pause(RECONNECT_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			this.history.surprised(this.name + " failed: " + ex);
		}
		if (!this.unsettled.isEmpty()) {
			this.history.surprised(this.name + " was never told what became of " + this.unsettled.size() + " orders");
		}
	}

	private boolean isFinished() {
		return this.traders.isClosed() || (this.traders.isSettling() && this.unsettled.isEmpty());
	}

	private <T> T anyOf(List<T> choices) {
		return choices.get(this.random.nextInt(choices.size()));
	}

	private boolean oneIn(int count) {
		return this.random.nextInt(count) == 0;
	}

	private void pause(int millis) throws InterruptedException {
		this.traders.awaitClosed(millis, TimeUnit.MILLISECONDS);
	}

	private void visit(ServerAddress server, int port) throws InterruptedException {
		try (RawClient client = new RawClient(port)) {
			if (!isServer(client)) {
				return;
			}
			do {
				exchange(client, server);
				pause(this.random.nextInt(this.traders.longestPauseMillis() + 1));
			}
			while (!isFinished() && !oneIn(MOVE_ONE_IN));
		}
		catch (SocketTimeoutException ex) {
			this.history.surprised(this.name + " waited in vain for a reply of " + server.name());
		}
		catch (ProtocolException ex) {
			this.history.surprised(this.name + " did not understand " + server.name() + ": " + ex.getMessage());
		}
		catch (IOException ex) {
			// The server is gone, as servers here do.
		}
	}

	/**
	 * A socket that connects to a free port of its own host may be given that very port,
	 * and so talk to itself.
	 */
	private static boolean isServer(RawClient client) throws IOException {
		try {
			return client.ask("PING").equals(new Reply.Text("PONG"));
		}
		catch (ProtocolException ex) {
			return false;
		}
	}

	private void exchange(RawClient client, ServerAddress server) throws IOException, ProtocolException {
		Deque<Request> waiting = new ArrayDeque<>();
		StringBuilder pipeline = new StringBuilder();
		int size = 1 + this.random.nextInt(MAX_PIPELINE);
		for (int i = 0; i < size; i++) {
			Request request = next();
			waiting.add(request);
			pipeline.append(request.line()).append("\r\n");
		}
		try {
			client.send(pipeline.toString());
			while (!waiting.isEmpty()) {
				Reply reply = client.read();
				answered(waiting.remove(), reply, server);
			}
		}
		finally {
			waiting.forEach(this::unanswered);
		}
	}

	private Request next() {
		TradeOrder order = this.unsettled.poll();
		if (order == null && this.lastExecuted != null && oneIn(AGAIN_ONE_IN)) {
			order = this.lastExecuted;
		}
		boolean mayOrder = !this.traders.isSettling() && this.orders < this.traders.ordersEach();
		if (order == null && mayOrder && !oneIn(LOOKUP_ONE_IN)) {
			order = new TradeOrder(this.name + "-" + (++this.orders), anyOf(this.traders.symbols()),
					1 + this.random.nextInt(MAX_QUANTITY), this.random.nextBoolean() ? "BUY" : "SELL");
		}
		return (order != null) ? new Request(order.symbol(), this.history.call(order))
				: new Request(anyOf(this.traders.symbols()), null);
	}

	private void answered(Request request, Reply reply, ServerAddress server) {
		if (request.call() == null) {
			looked(request.symbol(), reply, server);
			return;
		}
		Outcome outcome = outcome(reply);
		request.call().answered(outcome);
		TradeOrder order = request.call().order();
		if (outcome == Outcome.EXECUTED) {
			this.lastExecuted = order;
		}
		else if (reply instanceof Reply.Fault && this.settles) {
			this.unsettled.add(order);
		}
	}

	private Outcome outcome(Reply reply) {
		if (reply.equals(new Reply.Number(1))) {
			return Outcome.EXECUTED;
		}
		if (reply.equals(new Reply.Number(0))) {
			return Outcome.REFUSED;
		}
		// -1: of two servers one may not know a new stock yet.
		if (reply.equals(new Reply.Number(-1)) || isNotApplied(reply)) {
			return Outcome.NOT_APPLIED;
		}
		if (!(reply instanceof Reply.Fault fault && fault.message().startsWith("UNKNOWN "))) {
			this.history.surprised(this.name + " was answered " + reply);
		}
		return Outcome.UNKNOWN;
	}

	private static boolean isNotApplied(Reply reply) {
		return reply instanceof Reply.Fault fault
				&& (fault.message().startsWith("BUSY ") || fault.message().startsWith("UNAVAILABLE "));
	}

	private void looked(String symbol, Reply reply, ServerAddress server) {
		if (reply instanceof Reply.Null) {
			this.history.saw(this.name, server.name(), symbol, 0);
		}
		else if (reply instanceof Reply.Sequence quote) {
			int at = quote.elements().indexOf(new Reply.Text("version"));
			this.history.saw(this.name, server.name(), symbol, ((Reply.Number) quote.elements().get(at + 1)).value());
		}
		else if (!isNotApplied(reply)) {
			this.history.surprised(this.name + " was answered " + reply);
		}
	}

	/** The history takes what has no answer for unknown. */
	private void unanswered(Request request) {
		if (request.call() != null && this.settles) {
			this.unsettled.add(request.call().order());
		}
	}

	/**
	 * What was sent.
	 *
	 * @param call null if it is a lookup
	 */
	private record Request(String symbol, Call call) {

		private String line() {
			if (this.call == null) {
				return "QUOTE " + this.symbol;
			}
			TradeOrder order = this.call.order();
			return "TRADE " + order.symbol() + " " + order.quantity() + " " + order.side() + " ID " + order.id();
		}

	}

}
