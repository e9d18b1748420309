package org.bourse.socket;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.bourse.access.Access;
import org.bourse.access.Caller;
import org.bourse.access.Role;
import org.bourse.metrics.Outcome;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.socket.Command.Argument;
import org.jspecify.annotations.Nullable;

/**
 * The commands by which clients of Redis introduce themselves and keep a connection. A
 * token is what is a password there; the user is {@code default} or the token's name.
 */
final class ConnectionCommands {

	static final String GROUP = "connection";

	private static final String DEFAULT_USER = "default";

	private static final int MAX_NAME_LENGTH = 128;

	private static final String BAD_NAME = "ERR a client name is at most " + MAX_NAME_LENGTH
			+ " characters and contains no spaces, newlines or special characters";

	private final String version;

	private final Access access;

	private final SocketMeters meters;

	/**
	 * @param version of Bourse
	 */
	ConnectionCommands(String version, Access access, SocketMeters meters) {
		this.version = version;
		this.access = access;
		this.meters = meters;
	}

	List<Command> commands() {
		return List.of(
				new Command("PING", GROUP, Command.ANYBODY, "Answers PONG, or the message", 1, 2,
						(Command.Immediate) this::ping, Argument.of("message").whenGiven()),
				new Command("ECHO", GROUP, Role.READ, "Answers the message", 2, 2, (Command.Immediate) this::echo,
						Argument.of("message")),
				new Command("HELLO", GROUP, Command.ANYBODY, "Chooses version 2 or 3 of the protocol", 1, 7,
						(Command.Exclusive) this::hello, Argument.of("version").whenGiven(),
						Argument.of("username password").after("AUTH").whenGiven(),
						Argument.of("name").after("SETNAME").whenGiven()),
				new Command("AUTH", GROUP, Command.ANYBODY, "Identifies the client", 2, 3,
						(Command.Exclusive) this::auth, Argument.of("username").whenGiven(), Argument.of("password")),
				new Command("CLIENT", GROUP, Role.READ, "Names the client and tells about it", 2, Command.ANY_SIZE,
						(Command.Immediate) this::client,
						Argument.oneOf("subcommand", "ID", "INFO", "GETNAME", "SETNAME", "SETINFO", "NO-EVICT",
								"NO-TOUCH"),
						Argument.of("argument").repeated().whenGiven()),
				new Command("SELECT", GROUP, Role.READ, "Chooses the database, of which there is one: 0", 2, 2,
						(Command.Immediate) this::select, Argument.of("index")),
				new Command("RESET", GROUP, Command.ANYBODY,
						"Unsubscribes, and forgets what the client has told about itself", 1, 1,
						(Command.Immediate) this::reset),
				new Command("QUIT", GROUP, Command.ANYBODY, "Ends the connection", 1, 1,
						(Command.Immediate) this::quit));
	}

	private Outcome ping(Request request, Session session, ReplyWriter reply) {
		if (session.isSubscriber() && session.version() == 2) {
			// In the form of a message, as that is what such a client reads.
			reply.array(2);
			reply.bulkString("pong");
			reply.bulkString((request.size() > 1) ? request.text(1) : "");
		}
		else if (request.size() > 1) {
			reply.bulkString(request.text(1));
		}
		else {
			reply.simpleString("PONG");
		}
		return Outcome.OK;
	}

	private Outcome echo(Request request, Session session, ReplyWriter reply) {
		reply.bulkString(request.text(1));
		return Outcome.OK;
	}

	private CompletableFuture<Answer> hello(Request request, Session session) {
		int wanted = session.version();
		if (request.size() > 1) {
			switch (request.text(1)) {
				case "2" -> wanted = 2;
				case "3" -> wanted = 3;
				default -> {
					return refused("NOPROTO unsupported protocol version");
				}
			}
		}
		String name = session.name();
		Caller caller = session.caller();
		int at = 2;
		while (at < request.size()) {
			String option = request.upperCaseText(at);
			if (option.equals("AUTH") && at + 2 < request.size()) {
				caller = find(request.text(at + 1), request.text(at + 2));
				if (caller == null) {
					return wrongPassword();
				}
				at += 3;
			}
			else if (option.equals("SETNAME") && at + 1 < request.size()) {
				name = request.text(at + 1);
				if (!isName(name)) {
					return refused(BAD_NAME);
				}
				at += 2;
			}
			else {
				return refused("ERR syntax error in HELLO option '" + request.text(at) + "'");
			}
		}
		if (caller.isStranger()) {
			this.meters.denials().denied(caller);
			return CompletableFuture.completedFuture(Answer.error(Outcome.DENIED,
					"NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> "
							+ "AUTH <user> <pass> option can be used to authenticate the client and select the RESP "
							+ "protocol version at the same time"));
		}
		session.identify(caller);
		session.useVersion(wanted);
		session.rename(name);
		return CompletableFuture.completedFuture(new Answer(Outcome.OK, (reply) -> {
			reply.useVersion(session.version());
			describeServer(session, reply);
		}));
	}

	private void describeServer(Session session, ReplyWriter reply) {
		reply.map(7);
		reply.bulkString("server");
		reply.bulkString("bourse");
		reply.bulkString("version");
		reply.bulkString(this.version);
		reply.bulkString("proto");
		reply.integer(session.version());
		reply.bulkString("id");
		reply.integer(session.id());
		reply.bulkString("mode");
		reply.bulkString("standalone");
		reply.bulkString("role");
		reply.bulkString("master");
		reply.bulkString("modules");
		reply.array(0);
	}

	private CompletableFuture<Answer> auth(Request request, Session session) {
		if (request.size() == 2 && this.access.isOpen()) {
			return refused("ERR AUTH <password> called without any password configured for the default user. "
					+ "Are you sure your configuration is correct?");
		}
		Caller caller = (request.size() == 2) ? find(DEFAULT_USER, request.text(1))
				: find(request.text(1), request.text(2));
		if (caller == null) {
			return wrongPassword();
		}
		session.identify(caller);
		return CompletableFuture.completedFuture(Answer.ok());
	}

	private @Nullable Caller find(String user, String token) {
		if (this.access.isOpen()) {
			return user.equals(DEFAULT_USER) ? this.access.stranger() : null;
		}
		Caller caller = this.access.find(token);
		return (caller != null && (user.equals(DEFAULT_USER) || user.equals(caller.name()))) ? caller : null;
	}

	private Outcome client(Request request, Session session, ReplyWriter reply) {
		String subcommand = request.upperCaseText(1);
		switch (subcommand + " " + (request.size() - 2)) {
			case "ID 0" -> reply.integer(session.id());
			case "GETNAME 0" -> reply.bulkStringOrNull(session.name().isEmpty() ? null : session.name());
			case "INFO 0" -> reply.bulkString("id=" + session.id() + " addr=" + session.remoteAddress() + " name="
					+ session.name() + " resp=" + session.version() + "\n");
			case "SETNAME 1" -> {
				if (!isName(request.text(2))) {
					reply.error(BAD_NAME);
					return Outcome.INVALID;
				}
				session.rename(request.text(2));
				reply.simpleString("OK");
			}
			// What client libraries tell about themselves; nothing here depends on it.
			case "SETINFO 2", "NO-EVICT 1", "NO-TOUCH 1" -> reply.simpleString("OK");
			default -> {
				reply.error(
						"ERR unknown subcommand or wrong number of arguments for '" + request.text(1) + "'. Try HELP.");
				return Outcome.INVALID;
			}
		}
		return Outcome.OK;
	}

	private Outcome select(Request request, Session session, ReplyWriter reply) {
		if (!request.text(1).equals("0")) {
			reply.error("ERR DB index is out of range");
			return Outcome.INVALID;
		}
		return ok(reply);
	}

	private Outcome reset(Request request, Session session, ReplyWriter reply) {
		session.unsubscribe();
		session.identify(this.access.stranger());
		session.useVersion(Session.DEFAULT_VERSION);
		session.rename("");
		reply.useVersion(session.version());
		reply.simpleString("RESET");
		return Outcome.OK;
	}

	private Outcome quit(Request request, Session session, ReplyWriter reply) {
		session.end(CloseReason.QUIT);
		return ok(reply);
	}

	private static Outcome ok(ReplyWriter reply) {
		reply.simpleString("OK");
		return Outcome.OK;
	}

	/** Told after a while, so that guessing is slow. */
	private CompletableFuture<Answer> wrongPassword() {
		return this.meters.denials()
			.wrongToken()
			.thenApply((waited) -> Answer.error(Outcome.DENIED,
					"WRONGPASS invalid username-password pair or user is disabled."));
	}

	private static CompletableFuture<Answer> refused(String error) {
		return CompletableFuture.completedFuture(Answer.error(Outcome.INVALID, error));
	}

	/**
	 * Printable and without spaces, so that a name cannot forge a line of CLIENT INFO.
	 */
	private static boolean isName(String name) {
		return name.length() <= MAX_NAME_LENGTH && name.chars().allMatch((c) -> c > ' ' && c < 0x7f);
	}

}
