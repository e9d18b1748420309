package org.bourse.client.bench;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of a request. The market's answers have a latency, all else is counted
 * only: an error that comes at once would make a server look fast.
 */
enum Outcome {

	FOUND("found", true), EXECUTED("executed", true), REFUSED("refused", true), UNKNOWN_STOCK("unknown stock", true),

	BUSY("busy", false), UNAVAILABLE("unavailable", false), UNKNOWN("unknown", false), ERROR("error", false),

	/** Sent, and not answered in time. */
	NO_ANSWER("no answer", false),

	/** There was no connection, or it was lost before the answer. */
	DISCONNECTED("disconnected", false),

	/** Was due in an open loop, and could not be sent before the end. */
	NOT_SENT("not sent", false);

	private final String words;

	private final boolean answer;

	Outcome(String words, boolean answer) {
		this.words = words;
		this.answer = answer;
	}

	/** How many requests came to what, for people. */
	static String list(List<Result> results, Predicate<Outcome> which) {
		String list = Stream.of(values())
			.filter(which)
			.map((outcome) -> Map.entry(outcome, results.stream().mapToLong((result) -> result.count(outcome)).sum()))
			.filter((entry) -> entry.getValue() > 0)
			.map((entry) -> entry.getKey() + " " + Figures.whole(entry.getValue()))
			.collect(Collectors.joining(", "));
		return list.isEmpty() ? "none" : list;
	}

	boolean isAnswer() {
		return this.answer;
	}

	/** For people. */
	@Override
	public String toString() {
		return this.words;
	}

}
