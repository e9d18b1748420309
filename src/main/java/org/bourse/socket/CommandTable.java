package org.bourse.socket;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.bourse.metrics.RequestMeter;
import org.jspecify.annotations.Nullable;

/**
 * All commands by name, each with its meter.
 */
final class CommandTable {

	private final Map<String, Entry> entries = new HashMap<>();

	CommandTable(List<Command> commands, SocketMeters meters) {
		for (Command command : commands) {
			this.entries.put(command.name(),
					new Entry(command, meters.requests(command.name().toLowerCase(Locale.ROOT))));
		}
	}

	/**
	 * @param name in upper case
	 */
	@Nullable Entry find(String name) {
		return this.entries.get(name);
	}

	record Entry(Command command, RequestMeter meter) {
	}

}
