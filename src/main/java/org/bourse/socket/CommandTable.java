package org.bourse.socket;

import java.util.List;
import java.util.Locale;

import org.bourse.metrics.RequestMeter;
import org.bourse.resp.Request;
import org.bourse.resp.WordMap;
import org.jspecify.annotations.Nullable;

/**
 * All commands by name, each with its meter.
 */
final class CommandTable {

	private final WordMap<Entry> entries = WordMap.ofLetters();

	CommandTable(List<Command> commands, SocketMeters meters) {
		for (Command command : commands) {
			this.entries.put(command.name(),
					new Entry(command, meters.requests(command.name().toLowerCase(Locale.ROOT))));
		}
	}

	/** The command that a request names; null if there is none. */
	@Nullable Entry find(Request request) {
		return this.entries.get(request, 0);
	}

	record Entry(Command command, RequestMeter meter) {
	}

}
