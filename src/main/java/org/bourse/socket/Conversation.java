package org.bourse.socket;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import org.bourse.access.Caller;
import org.bourse.log.FaultLog;
import org.bourse.metrics.Outcome;
import org.bourse.metrics.RequestMeter;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.resp.RequestParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What one client asks and is answered, in the order in which it asked. Knows bytes, but
 * no socket. For its worker's thread.
 * <p>
 * Writes may overlap: a pipeline of trades is on its way to the store all at once.
 * Everything else waits until the writes before it are answered, so that a client reads
 * what it wrote.
 */
final class Conversation {

	/**
	 * More of one client's requests wait for the worker's next turn, so that nobody else
	 * waits for long.
	 */
	static final int REQUESTS_PER_TURN = 64;

	/**
	 * With so many bytes of replies the turn ends early, so that they are sent before
	 * more are made.
	 */
	private static final int REPLY_HIGH_WATER_BYTES = 64 * 1024;

	private static final int ECHOED_ARGUMENTS = 3;

	private static final int ECHOED_CHARACTERS = 64;

	private static final FaultLog mistakes = new FaultLog(LoggerFactory.getLogger(Conversation.class));

	/** Why requests that are there are not run now. */
	enum Pause {

		/** They are not whole, or there are none. */
		INPUT,
		/** The client had its turn. */
		TURN,
		/** They have to wait for writes in flight. */
		WRITES

	}

	private final Session session;

	private final CommandTable commands;

	private final SocketMeters meters;

	private final int maxInFlight;

	/**
	 * Writes whose replies are not written yet, in order; null while there are none, as
	 * in most conversations.
	 */
	private @Nullable Queue<PendingReply> inFlight;

	/** Whether what is in flight has to be answered before anything else is run. */
	private boolean alone;

	private Pause pause = Pause.INPUT;

	/** Whether the client has asked for something in RESP. */
	private boolean begun;

	/** {@link System#nanoTime} of when the request at hand was read. */
	private long beganNanos;

	/**
	 * @param session is told when a write was answered, upon which {@link #advance} is
	 * due
	 * @param maxInFlight writes that may wait for the store at one time
	 */
	Conversation(Session session, CommandTable commands, SocketMeters meters, int maxInFlight) {
		this.session = session;
		this.commands = commands;
		this.meters = meters;
		this.maxInFlight = maxInFlight;
	}

	/** Why it stopped last time. */
	Pause pause() {
		return this.pause;
	}

	/** Whether replies are still to come without further input. */
	boolean hasWritesInFlight() {
		return this.inFlight != null && !this.inFlight.isEmpty();
	}

	/**
	 * Writes the replies that are ready, then runs requests until something has to wait.
	 * @param length how much of the input is filled; requests begin at its start
	 * @return the index behind the last request that was run
	 */
	int advance(Workbench bench, int length) {
		ReplyWriter reply = bench.reply();
		reply.useVersion(this.session.version());
		writeAnswered(reply);
		this.beganNanos = System.nanoTime();
		int at = 0;
		try {
			for (int run = 0; this.session.endReason() == null;) {
				int end = bench.parser().parse(bench.input(), at, length, bench.request());
				if (end == RequestParser.INCOMPLETE) {
					if (length - at > Connection.MAX_STRANGER_BYTES && this.session.caller().isStranger()) {
						throw new ProtocolException("request is larger than " + Connection.MAX_STRANGER_BYTES
								+ " bytes, which needs AUTH first");
					}
					this.pause = Pause.INPUT;
					return at;
				}
				if (bench.request().size() > 0) {
					if (run++ == REQUESTS_PER_TURN || reply.size() >= REPLY_HIGH_WATER_BYTES) {
						this.pause = Pause.TURN;
						return at;
					}
					this.begun = true;
					if (!run(bench.request(), reply)) {
						this.pause = Pause.WRITES;
						return at;
					}
				}
				at = end;
			}
		}
		catch (ProtocolException ex) {
			if (hasWritesInFlight()) {
				// It is told when its turn comes, behind the replies to what came before
				// it.
				this.pause = Pause.WRITES;
				return at;
			}
			reply.error("ERR Protocol error: " + ex.getMessage());
			this.meters.requestNotUnderstood(lap());
			boolean tls = !this.begun && bench.input()[at] == TlsTransport.HANDSHAKE;
			this.session.end(tls ? CloseReason.TLS : CloseReason.PROTOCOL_ERROR);
		}
		this.pause = Pause.INPUT;
		return length;
	}

	/**
	 * Writes what subscriptions have for the client, as much as a turn allows.
	 * @return whether something may be left
	 */
	boolean push(ReplyWriter reply) {
		Subscriptions subscriptions = this.session.subscriptions();
		if (subscriptions == null || this.session.endReason() != null) {
			return false;
		}
		boolean left = subscriptions.write(reply, REPLY_HIGH_WATER_BYTES);
		if (subscriptions.haveEnded()) {
			reply.error(SubscriptionCommands.STOPPING);
			this.session.end(CloseReason.SHUTDOWN);
		}
		return left;
	}

	private void writeAnswered(ReplyWriter reply) {
		if (this.inFlight == null) {
			return;
		}
		for (PendingReply next = this.inFlight.peek(); next != null
				&& next.answer.isDone(); next = this.inFlight.peek()) {
			Answer answer = next.answer.join();
			answer.writing().accept(reply);
			next.meter.record(answer.outcome(), System.nanoTime() - next.beganNanos);
			this.inFlight.remove();
		}
	}

	/**
	 * Writes a reply to each write in flight, although the store has not answered: the
	 * server stops.
	 */
	void writeUnanswered(ReplyWriter reply) {
		reply.useVersion(this.session.version());
		writeAnswered(reply);
		for (PendingReply next = poll(); next != null; next = poll()) {
			reply.error("UNKNOWN the server stopped before the store answered; ask again with the same id");
			next.meter.record(Outcome.OUTCOME_UNKNOWN, System.nanoTime() - next.beganNanos);
		}
	}

	/** Counts the writes in flight whose client is gone. */
	void cancel() {
		for (PendingReply next = poll(); next != null; next = poll()) {
			next.meter.record(Outcome.CANCELLED, System.nanoTime() - next.beganNanos);
		}
	}

	private @Nullable PendingReply poll() {
		return (this.inFlight != null) ? this.inFlight.poll() : null;
	}

	/** Returns false, and has done nothing, if the request has to wait. */
	private boolean run(Request request, ReplyWriter reply) {
		CommandTable.Entry entry = this.commands.find(request);
		boolean runs = entry != null && entry.command().accepts(request.size())
				&& entry.command().mayBeGivenBy(this.session.caller())
				&& SubscriptionCommands.isAllowed(entry.command(), this.session);
		boolean overlaps = runs && !this.alone && entry.command().action() instanceof Command.Overlapping;
		if (!overlaps && hasWritesInFlight()) {
			return false;
		}
		if (runs && entry.command().action() instanceof Command.Deferred deferred) {
			this.alone = deferred instanceof Command.Exclusive;
			return start(deferred, entry, request, reply);
		}
		this.meters.commandRun();
		if (entry == null) {
			refuseUnknown(request, reply);
		}
		else if (runs && entry.command().action() instanceof Command.Immediate immediate) {
			entry.meter().record(answer(immediate, entry.command(), request, reply), lap());
		}
		else if (!entry.command().mayBeGivenBy(this.session.caller())) {
			refuseCaller(entry.command(), reply);
			entry.meter().record(Outcome.DENIED, lap());
		}
		else if (entry.command().accepts(request.size())) {
			reply.error("ERR Can't execute '" + entry.command().name().toLowerCase(Locale.ROOT)
					+ "': only (P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
			entry.meter().record(Outcome.INVALID, lap());
		}
		else {
			reply.error("ERR wrong number of arguments for '" + request.text(0) + "' command, usage: "
					+ entry.command().usage());
			entry.meter().record(Outcome.INVALID, lap());
		}
		return true;
	}

	private Outcome answer(Command.Immediate action, Command command, Request request, ReplyWriter reply) {
		String overRate = findOverRate(command);
		if (overRate != null) {
			reply.error(overRate);
			return Outcome.DENIED;
		}
		int before = reply.size();
		try {
			return action.run(request, this.session, reply);
		}
		catch (RuntimeException ex) {
			mistakes.error(() -> request.upperCaseText(0) + " failed", ex);
			reply.truncate(before);
			reply.error("UNAVAILABLE internal error, see the log of the server");
			return Outcome.ERROR;
		}
	}

	/** What a command is answered that its caller gives too soon; null if it may run. */
	private @Nullable String findOverRate(Command command) {
		Caller caller = this.session.caller();
		if (caller.rate() == null || !command.isCounted()) {
			return null;
		}
		String refusal = this.meters.denials().overRate(caller);
		return (refusal != null) ? "BUSY " + refusal : null;
	}

	private void refuseCaller(Command command, ReplyWriter reply) {
		Caller caller = this.session.caller();
		this.meters.denials().denied(caller);
		reply.error(caller.isStranger() ? "NOAUTH Authentication required." : "NOPERM " + command.name()
				+ " needs the role " + command.role() + "; this token has " + caller.roles());
	}

	private boolean start(Command.Deferred action, CommandTable.Entry entry, Request request, ReplyWriter reply) {
		if (this.inFlight != null && this.inFlight.size() >= this.maxInFlight) {
			return false;
		}
		this.meters.commandRun();
		String overRate = findOverRate(entry.command());
		CompletableFuture<Answer> future = (overRate == null) ? action.run(request, this.session)
				: CompletableFuture.completedFuture(Answer.error(Outcome.DENIED, overRate));
		if (future.isDone() && !hasWritesInFlight()) {
			Answer answer = future.join();
			answer.writing().accept(reply);
			entry.meter().record(answer.outcome(), lap());
			return true;
		}
		if (this.inFlight == null) {
			this.inFlight = new ArrayDeque<>();
		}
		this.inFlight.add(new PendingReply(future, entry.meter(), this.beganNanos));
		// Also when it is done meanwhile: what it waits behind will be answered, and this
		// one with it.
		future.thenRun(this.session.onAnswered());
		return true;
	}

	private void refuseUnknown(Request request, ReplyWriter reply) {
		String name = request.upperCaseText(0);
		if (name.equals("POST") || name.equals("HOST:")) {
			// A web page can make a browser send this, with commands of its choice in the
			// lines that follow.
			this.session.end(CloseReason.HTTP);
		}
		else {
			StringBuilder message = new StringBuilder("ERR unknown command '").append(cut(request.text(0)))
				.append((request.size() > 1) ? "', with args beginning with:" : "',");
			for (int i = 1; i < request.size() && i <= ECHOED_ARGUMENTS; i++) {
				message.append(" '").append(cut(request.text(i))).append("',");
			}
			reply.error(message.append(" try HELP").toString());
		}
		this.meters.requestNotUnderstood(lap());
	}

	/** The time of the request at hand; the next one begins now. */
	private long lap() {
		long now = System.nanoTime();
		long nanos = now - this.beganNanos;
		this.beganNanos = now;
		return nanos;
	}

	private static String cut(String text) {
		return (text.length() > ECHOED_CHARACTERS) ? text.substring(0, ECHOED_CHARACTERS) : text;
	}

	private record PendingReply(CompletableFuture<Answer> answer, RequestMeter meter, long beganNanos) {
	}

}
