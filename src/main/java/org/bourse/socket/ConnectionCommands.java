package org.bourse.socket;

import java.util.List;

import org.bourse.metrics.Outcome;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.socket.Command.Argument;

/**
 * The commands by which clients of Redis introduce themselves and keep a connection.
 * Nobody has a password yet, which is answered as Redis answers it for a user without
 * one.
 */
final class ConnectionCommands {

	private static final String GROUP = "connection";

	private static final String DEFAULT_USER = "default";

	private static final int MAX_NAME_LENGTH = 128;

	private final String version;

	/**
	 * @param version of Bourse
	 */
	ConnectionCommands(String version) {
		this.version = version;
	}

	List<Command> commands() {
		return List.of(
				new Command("PING", GROUP, "Answers PONG, or the message", 1, 2, (Command.Immediate) this::ping,
						Argument.of("message").whenGiven()),
				new Command("ECHO", GROUP, "Answers the message", 2, 2, (Command.Immediate) this::echo,
						Argument.of("message")),
				new Command("HELLO", GROUP, "Chooses version 2 or 3 of the protocol", 1, 7,
						(Command.Immediate) this::hello, Argument.of("version").whenGiven(),
						Argument.of("username password").after("AUTH").whenGiven(),
						Argument.of("name").after("SETNAME").whenGiven()),
				new Command("AUTH", GROUP, "Identifies the client", 2, 3, (Command.Immediate) this::auth,
						Argument.of("username").whenGiven(), Argument.of("password")),
				new Command("CLIENT", GROUP, "Names the client and tells about it", 2, Command.ANY_SIZE,
						(Command.Immediate) this::client,
						Argument.oneOf("subcommand", "ID", "INFO", "GETNAME", "SETNAME", "SETINFO", "NO-EVICT",
								"NO-TOUCH"),
						Argument.of("argument").repeated().whenGiven()),
				new Command("SELECT", GROUP, "Chooses the database, of which there is one: 0", 2, 2,
						(Command.Immediate) this::select, Argument.of("index")),
				new Command("RESET", GROUP, "Unsubscribes, and forgets what the client has told about itself", 1, 1,
						(Command.Immediate) this::reset),
				new Command("QUIT", GROUP, "Ends the connection", 1, 1, (Command.Immediate) this::quit));
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

	private Outcome hello(Request request, Session session, ReplyWriter reply) {
		int wanted = session.version();
		if (request.size() > 1) {
			switch (request.text(1)) {
				case "2" -> wanted = 2;
				case "3" -> wanted = 3;
				default -> {
					reply.error("NOPROTO unsupported protocol version");
					return Outcome.INVALID;
				}
			}
		}
		String name = session.name();
		int at = 2;
		while (at < request.size()) {
			String option = request.upperCaseText(at);
			if (option.equals("AUTH") && at + 2 < request.size()) {
				if (!request.text(at + 1).equals(DEFAULT_USER)) {
					return wrongPassword(reply);
				}
				at += 3;
			}
			else if (option.equals("SETNAME") && at + 1 < request.size()) {
				name = request.text(at + 1);
				if (!isName(name)) {
					return badName(reply);
				}
				at += 2;
			}
			else {
				reply.error("ERR syntax error in HELLO option '" + request.text(at) + "'");
				return Outcome.INVALID;
			}
		}
		session.useVersion(wanted);
		session.rename(name);
		reply.useVersion(wanted);
		describeServer(session, reply);
		return Outcome.OK;
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

	private Outcome auth(Request request, Session session, ReplyWriter reply) {
		if (request.size() == 2) {
			reply.error("ERR AUTH <password> called without any password configured for the default user. "
					+ "Are you sure your configuration is correct?");
			return Outcome.INVALID;
		}
		if (!request.text(1).equals(DEFAULT_USER)) {
			return wrongPassword(reply);
		}
		return ok(reply);
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
					return badName(reply);
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

	private static Outcome wrongPassword(ReplyWriter reply) {
		reply.error("WRONGPASS invalid username-password pair or user is disabled.");
		return Outcome.INVALID;
	}

	private static Outcome badName(ReplyWriter reply) {
		reply.error("ERR a client name is at most " + MAX_NAME_LENGTH
				+ " characters and contains no spaces, newlines or special characters");
		return Outcome.INVALID;
	}

	/**
	 * Printable and without spaces, so that a name cannot forge a line of CLIENT INFO.
	 */
	private static boolean isName(String name) {
		return name.length() <= MAX_NAME_LENGTH && name.chars().allMatch((c) -> c > ' ' && c < 0x7f);
	}

}
