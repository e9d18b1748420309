package org.bourse.socket;

import java.util.List;
import java.util.Locale;

import org.bourse.access.Caller;
import org.bourse.metrics.RequestMeter;
import org.bourse.resp.Request;
import org.bourse.resp.WordMap;
import org.jspecify.annotations.Nullable;

/**
 * All commands by name, each with its meter, and who may give them from the start.
 */
final class CommandTable {

	private final WordMap<Entry> entries = WordMap.ofLetters();

	private final Caller stranger;

	/**
	 * @param stranger who has not said who it is
	 */
	CommandTable(List<Command> commands, Caller stranger, SocketMeters meters) {
		this.stranger = stranger;
		for (Command command : commands) {
			this.entries.put(command.name(),
					new Entry(command, meters.requests(command.name().toLowerCase(Locale.ROOT))));
		}
	}

	Caller stranger() {
		return this.stranger;
	}

	/** The command that a request names; null if there is none. */
	@Nullable Entry find(Request request) {
		return this.entries.get(request, 0);
	}

	record Entry(Command command, RequestMeter meter) {
	}

}
