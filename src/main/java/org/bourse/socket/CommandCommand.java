package org.bourse.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.bourse.access.Role;
import org.bourse.metrics.Outcome;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.socket.Command.Argument;
import org.jspecify.annotations.Nullable;

/**
 * COMMAND: the commands told to programs, from which {@code redis-cli} makes its help and
 * its hints.
 */
final class CommandCommand {

	private static final String SINCE = "0.1.0";

	private final List<Command> all;

	/**
	 * @param all the commands; this one may be added later
	 */
	CommandCommand(List<Command> all) {
		this.all = all;
	}

	Command command() {
		return new Command("COMMAND", "server", Role.READ, "Tells about the commands", 1, Command.ANY_SIZE,
				(Command.Immediate) this::run,
				Argument.oneOf("subcommand", "COUNT", "LIST", "INFO", "DOCS").whenGiven(),
				Argument.of("command-name").repeated().whenGiven());
	}

	private Outcome run(Request request, Session session, ReplyWriter reply) {
		String subcommand = (request.size() > 1) ? request.upperCaseText(1) : "INFO";
		switch (subcommand) {
			case "COUNT" -> reply.integer(this.all.size());
			case "LIST" -> {
				reply.array(this.all.size());
				this.all.forEach((command) -> reply.bulkString(lowerCase(command.name())));
			}
			case "INFO" -> {
				List<@Nullable Command> named = named(request);
				reply.array(named.size());
				named.forEach((command) -> info(command, reply));
			}
			case "DOCS" -> {
				List<Command> named = new ArrayList<>();
				for (Command command : named(request)) {
					if (command != null) {
						named.add(command);
					}
				}
				reply.map(named.size());
				named.forEach((command) -> docs(command, reply));
			}
			default -> {
				reply.error("ERR unknown subcommand '" + request.text(1) + "'. Try COMMAND COUNT|LIST|INFO|DOCS.");
				return Outcome.INVALID;
			}
		}
		return Outcome.OK;
	}

	/**
	 * The commands that the request names, null for an unknown one; all if it names none.
	 */
	private List<@Nullable Command> named(Request request) {
		if (request.size() <= 2) {
			return new ArrayList<>(this.all);
		}
		List<@Nullable Command> named = new ArrayList<>();
		for (int i = 2; i < request.size(); i++) {
			String name = request.upperCaseText(i);
			named.add(this.all.stream().filter((command) -> command.name().equals(name)).findFirst().orElse(null));
		}
		return named;
	}

	/**
	 * Name, arity, flags, first, last and step of keys (there are none), and four lists
	 * that stay empty.
	 */
	private static void info(@Nullable Command command, ReplyWriter reply) {
		if (command == null) {
			reply.nullArray();
			return;
		}
		reply.array(10);
		reply.bulkString(lowerCase(command.name()));
		reply.integer(command.arity());
		reply.array(1);
		reply.simpleString(flag(command));
		for (int i = 0; i < 3; i++) {
			reply.integer(0);
		}
		for (int i = 0; i < 4; i++) {
			reply.array(0);
		}
	}

	private static String flag(Command command) {
		if (command.group().equals(SubscriptionCommands.GROUP)) {
			return "pubsub";
		}
		return (command.action() instanceof Command.Deferred) ? "write" : "fast";
	}

	private static void docs(Command command, ReplyWriter reply) {
		boolean withArguments = !command.arguments().isEmpty();
		reply.bulkString(lowerCase(command.name()));
		reply.map(withArguments ? 5 : 4);
		entry("summary", command.summary(), reply);
		entry("since", SINCE, reply);
		entry("group", command.group(), reply);
		entry("complexity", "O(1)", reply);
		if (withArguments) {
			reply.bulkString("arguments");
			reply.array(command.arguments().size());
			command.arguments().forEach((argument) -> argument(argument, reply));
		}
	}

	private static void argument(Argument argument, ReplyWriter reply) {
		List<String> flags = new ArrayList<>();
		if (argument.optional()) {
			flags.add("optional");
		}
		if (argument.multiple()) {
			flags.add("multiple");
		}
		boolean oneOf = !argument.choices().isEmpty();
		reply.map(2 + (argument.token().isEmpty() ? 0 : 1) + (flags.isEmpty() ? 0 : 1) + 1);
		entry("name", argument.display(), reply);
		entry("type", oneOf ? "oneof" : "string", reply);
		if (!argument.token().isEmpty()) {
			entry("token", argument.token(), reply);
		}
		if (!flags.isEmpty()) {
			reply.bulkString("flags");
			reply.array(flags.size());
			flags.forEach(reply::simpleString);
		}
		if (oneOf) {
			reply.bulkString("arguments");
			reply.array(argument.choices().size());
			for (String choice : argument.choices()) {
				reply.map(3);
				entry("name", lowerCase(choice), reply);
				entry("type", "pure-token", reply);
				entry("token", choice, reply);
			}
		}
		else {
			entry("display_text", argument.display(), reply);
		}
	}

	private static void entry(String key, String value, ReplyWriter reply) {
		reply.bulkString(key);
		reply.bulkString(value);
	}

	private static String lowerCase(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

}
