package org.bourse.socket;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import org.bourse.access.Role;
import org.bourse.metrics.Outcome;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.socket.Command.Argument;

/**
 * The commands that tell about the server.
 */
final class ServerCommands {

	/**
	 * The level of Redis whose commands clients may expect; some refuse to work without
	 * one.
	 */
	private static final String REDIS_VERSION = "7.4.0";

	private static final String GROUP = "server";

	private static final List<String> HELP = List.of("Bourse: stock quotes and trades. Commands:",
			"LOOKUP symbol - the last price, or -1", "QUOTE symbol - all about a stock",
			"LIST [prefix] - the symbols of the stocks",
			"TRADE symbol quantity BUY|SELL [ID client-order-id] - 1 executed, 0 refused, -1 no such stock, -3 invalid "
					+ "quantity",
			"UPDATE symbol price - 1 updated, -1 no such stock, -2 invalid price",
			"HALT symbol ADMIN|NEWS|REGULATORY [UNTIL time] - OK, or -1 no such stock",
			"RESUME symbol [LIMIT n|RESET] - OK, or -1 no such stock",
			"SUBSCRIBE symbol ... - pushes stocks as they are, and whenever they change; UNSUBSCRIBE [symbol ...]",
			"PSUBSCRIBE prefix* ... - the same for all that begin with it; PUNSUBSCRIBE [prefix* ...]",
			"PING, ECHO, HELLO, AUTH, CLIENT, SELECT, RESET, QUIT - as in Redis",
			"INFO, COMMAND, CONFIG GET, HELP - about the server");

	private final String version;

	private final Map<String, Object> about;

	private final SocketProperties properties;

	private final SocketMeters meters;

	private final Supplier<Integer> port;

	/**
	 * @param version of Bourse
	 * @param about further fields of INFO
	 * @param port the port that is listened on, once it is
	 */
	ServerCommands(String version, Map<String, Object> about, SocketProperties properties, SocketMeters meters,
			Supplier<Integer> port) {
		this.version = version;
		this.about = about;
		this.properties = properties;
		this.meters = meters;
		this.port = port;
	}

	List<Command> commands() {
		return List.of(
				new Command("INFO", GROUP, Role.READ, "Tells about the server, section by section", 1, Command.ANY_SIZE,
						(Command.Immediate) this::info, Argument.of("section").repeated().whenGiven()),
				new Command("CONFIG", GROUP, Role.READ, "Tells settings, as far as clients of Redis ask for them", 3,
						Command.ANY_SIZE, (Command.Immediate) this::config, Argument.oneOf("subcommand", "GET"),
						Argument.of("parameter").repeated()),
				new Command("HELP", GROUP, Role.READ, "Tells what can be asked", 1, Command.ANY_SIZE,
						(Command.Immediate) this::help));
	}

	private Outcome info(Request request, Session session, ReplyWriter reply) {
		List<String> wanted = new ArrayList<>();
		for (int i = 1; i < request.size(); i++) {
			wanted.add(request.upperCaseText(i));
		}
		boolean all = wanted.isEmpty() || wanted.contains("ALL") || wanted.contains("DEFAULT")
				|| wanted.contains("EVERYTHING");
		StringBuilder text = new StringBuilder();
		sections().forEach((name, fields) -> {
			if (all || wanted.contains(name)) {
				text.append(text.isEmpty() ? "# " : "\r\n# ")
					.append(name.charAt(0))
					.append(name.substring(1).toLowerCase(Locale.ROOT))
					.append("\r\n");
				fields.forEach((field, value) -> text.append(field).append(':').append(value).append("\r\n"));
			}
		});
		reply.bulkString(text.toString());
		return Outcome.OK;
	}

	private Map<String, Map<String, Object>> sections() {
		long uptimeSeconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
		Runtime runtime = Runtime.getRuntime();
		Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
		Map<String, Object> server = new LinkedHashMap<>();
		server.put("redis_version", REDIS_VERSION);
		server.put("bourse_version", this.version);
		server.put("redis_mode", "standalone");
		server.put("process_id", ProcessHandle.current().pid());
		server.put("tcp_port", this.port.get());
		server.put("uptime_in_seconds", uptimeSeconds);
		server.put("io_threads_active", this.properties.workers());
		server.putAll(this.about);
		sections.put("SERVER", server);
		Map<String, Object> clients = new LinkedHashMap<>();
		clients.put("connected_clients", this.meters.openConnections());
		clients.put("blocked_clients", 0);
		clients.put("maxclients", this.properties.maxConnections());
		clients.put("subscribers", this.meters.subscribers());
		clients.put("channels", this.meters.subscriptions());
		sections.put("CLIENTS", clients);
		sections.put("MEMORY", Map.of("used_memory", runtime.totalMemory() - runtime.freeMemory()));
		sections.put("PERSISTENCE", Map.of("loading", 0));
		Map<String, Object> stats = new LinkedHashMap<>();
		stats.put("total_connections_received", this.meters.acceptedConnections());
		stats.put("total_commands_processed", this.meters.commands());
		stats.put("rejected_connections", this.meters.rejectedConnections());
		sections.put("STATS", stats);
		sections.put("REPLICATION", Map.of("role", "master"));
		return sections;
	}

	private Outcome config(Request request, Session session, ReplyWriter reply) {
		if (!request.upperCaseText(1).equals("GET")) {
			reply.error("ERR CONFIG " + request.text(1)
					+ " is not supported; settings are read from application.yml at the start");
			return Outcome.INVALID;
		}
		Map<String, String> settings = settings();
		Map<String, String> found = new LinkedHashMap<>();
		for (int i = 2; i < request.size(); i++) {
			String pattern = request.upperCaseText(i);
			settings.forEach((name, value) -> {
				if (matches(pattern, name)) {
					found.put(name, value);
				}
			});
		}
		reply.map(found.size());
		found.forEach((name, value) -> {
			reply.bulkString(name.toLowerCase(Locale.ROOT));
			reply.bulkString(value);
		});
		return Outcome.OK;
	}

	/** By name in upper case. */
	private Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("SAVE", "");
		settings.put("APPENDONLY", "no");
		settings.put("DATABASES", "1");
		settings.put("MAXCLIENTS", Integer.toString(this.properties.maxConnections()));
		settings.put("TIMEOUT", Long.toString(this.properties.idleTimeout().toSeconds()));
		settings.put("PROTO-MAX-BULK-LEN", Long.toString(this.properties.maxRequestSize().toBytes()));
		settings.put("IO-THREADS", Integer.toString(this.properties.workers()));
		return settings;
	}

	/**
	 * A name, or the beginning of names before a trailing star; nothing cleverer, which
	 * could be made to cost much.
	 */
	private static boolean matches(String pattern, String name) {
		return pattern.endsWith("*") ? name.startsWith(pattern.substring(0, pattern.length() - 1))
				: name.equals(pattern);
	}

	private Outcome help(Request request, Session session, ReplyWriter reply) {
		reply.array(HELP.size());
		HELP.forEach(reply::simpleString);
		return Outcome.OK;
	}

}
