package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.bourse.client.bench.BenchProgram.Run;
import org.bourse.client.bench.Result.End;

/**
 * What a reader should know before believing the figures.
 */
final class Notes {

	private static final int SHORT_SECONDS = 10;

	/**
	 * Of what the bench itself can do: above it, it is not the server that is measured.
	 */
	private static final double NEAR_OWN_LIMIT = 0.7;

	private final List<String> notes = new ArrayList<>();

	void about(Conditions conditions) {
		if (conditions.server().onThisHost()) {
			this.notes.add("the server is on this host, and shares its CPUs with the bench");
		}
		if (conditions.plan().durationSeconds() < SHORT_SECONDS) {
			this.notes.add("measurements of less than " + SHORT_SECONDS
					+ " s are for a first impression; --duration makes them longer");
		}
	}

	void aboutItself(Run itself, List<Result> results) {
		List<Result> self = itself.results();
		if (itself.end() == End.INTERRUPTED) {
			this.notes.add("interrupted; what the bench itself can do was not measured");
		}
		String doors = self.stream()
			.filter((own) -> results.stream().anyMatch((result) -> isNear(result, own)))
			.map((own) -> own.measurement().via().toString())
			.collect(Collectors.joining(" and "));
		if (!doors.isEmpty()) {
			this.notes.add("through " + doors + " the bench itself is near its limit, so the server may be faster than "
					+ "it looks; use another host, or one with more CPUs");
		}
	}

	private static boolean isNear(Result result, Result own) {
		return result.measurement().via() == own.measurement().via()
				&& result.measurement().clients() <= own.measurement().clients()
				&& result.answersPerSecond() > NEAR_OWN_LIMIT * own.answersPerSecond();
	}

	void aboutRefusals(List<Result> results, String limitsReached) {
		long refused = results.stream().mapToLong((result) -> result.count(Outcome.REFUSED)).sum();
		if (refused > 0) {
			this.notes.add(Figures.whole(refused) + " trades were refused by the market, which is no fault of the "
					+ "server" + (limitsReached.isEmpty() ? "" : ": " + limitsReached)
					+ "; measure trades on a server started with --bourse.market.max-volume=1000000000000 and a "
					+ "new --bourse.store.url");
		}
	}

	void aboutErrors(List<Result> results) {
		long silent = results.stream().filter((result) -> result.answers() == 0).count();
		if (silent > 0) {
			this.notes.add("nothing was answered in " + silent + " of " + results.size()
					+ " measurements; if the server is well, give them a longer --duration or fewer --clients");
		}
		long errors = results.stream().mapToLong(Result::errors).sum();
		if (errors > 0) {
			this.notes.add(Figures.whole(errors) + " requests failed, whose latency is in no figure: "
					+ Outcome.list(results, (outcome) -> !outcome.isAnswer()));
		}
	}

	void aboutTheEnd(Run run, int planned) {
		if (run.end() != End.COMPLETE) {
			this.notes.add(((run.end() == End.SERVER_GONE) ? "the server was gone" : "interrupted") + "; these are "
					+ run.results().size() + " of " + planned + " measurements, of which the last may be shorter");
		}
	}

	List<String> all() {
		return List.copyOf(this.notes);
	}

}
