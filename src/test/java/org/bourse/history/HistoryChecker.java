package org.bourse.history;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.bourse.history.History.Attempt;
import org.bourse.history.History.Outcome;
import org.bourse.history.History.Sighting;
import org.bourse.history.History.TradeOrder;
import org.bourse.history.RecordedLedger.RecordedStock;
import org.bourse.history.RecordedLedger.RecordedTrade;

/**
 * Holds what clients were told against what the ledger says. Of what is not certain it
 * takes the view that is best for the server, so that each of its lines is a defect.
 * <p>
 * It takes for granted that all trades are made by the clients of the history, each with
 * an id, and that nobody resets a volume within a session.
 */
public final class HistoryChecker {

	private final RecordedLedger ledger;

	private final List<Sighting> sightings;

	private final List<String> surprises;

	private final Map<String, List<Attempt>> attemptsById = new LinkedHashMap<>();

	private final Map<String, List<RecordedTrade>> tradesById = new HashMap<>();

	private final List<String> violations = new ArrayList<>();

	private HistoryChecker(History history, RecordedLedger ledger) {
		this.ledger = ledger;
		this.sightings = history.sightings();
		this.surprises = history.surprises();
		for (Attempt attempt : history.attempts()) {
			this.attemptsById.computeIfAbsent(attempt.order().id(), (id) -> new ArrayList<>()).add(attempt);
		}
		for (RecordedTrade trade : ledger.trades()) {
			this.tradesById.computeIfAbsent(trade.id(), (id) -> new ArrayList<>()).add(trade);
		}
	}

	/**
	 * @param history that has ended
	 * @param url of the database, which nobody writes any more
	 * @return one line for each violation; empty if all is well
	 */
	public static List<String> violations(History history, String url) throws SQLException {
		HistoryChecker checker = new HistoryChecker(history, RecordedLedger.read(url));
		checker.violations.addAll(checker.surprises);
		checker.attemptsById.forEach(checker::checkId);
		checker.checkSenders();
		Map<String, List<RecordedTrade>> tradesBySymbol = checker.ledger.trades()
			.stream()
			.collect(Collectors.groupingBy(RecordedTrade::symbol, TreeMap::new, Collectors.toList()));
		tradesBySymbol.forEach((symbol, trades) -> {
			checker.checkSums(trades);
			checker.checkRealTime(trades);
			if (!checker.ledger.stocks().containsKey(symbol)) {
				checker.violations.add(symbol + " was traded, but is no stock");
			}
		});
		checker.ledger.stocks()
			.forEach((symbol, stock) -> checker.checkPresent(symbol, stock,
					tradesBySymbol.getOrDefault(symbol, List.of())));
		checker.checkSightings();
		return List.copyOf(checker.violations);
	}

	/** An id is judged by all attempts at it. */
	private void checkId(String id, List<Attempt> attempts) {
		List<RecordedTrade> trades = this.tradesById.getOrDefault(id, List.of());
		String places = "stands in the ledger " + trades.size() + " times"
				+ trades.stream().map((trade) -> " " + trade.name()).collect(Collectors.joining());
		if (isAny(attempts, Outcome.EXECUTED)) {
			if (trades.size() != 1) {
				this.violations.add("id " + id + " was executed, but " + places);
			}
		}
		else if (isAny(attempts, Outcome.UNKNOWN)) {
			if (trades.size() > 1) {
				this.violations.add("id " + id + " may have been executed, but " + places);
			}
		}
		else if (!trades.isEmpty()) {
			this.violations.add("id " + id + " was refused or not applied, but " + places);
		}
		TradeOrder sent = attempts.get(0).order();
		for (RecordedTrade trade : trades) {
			TradeOrder kept = new TradeOrder(id, trade.symbol(), trade.quantity(), trade.side());
			if (!kept.equals(sent)) {
				this.violations.add("id " + id + " was sent as " + sent + ", but " + trade.name() + " is " + kept);
			}
		}
		checkAnswersAgree(id, attempts);
	}

	private static boolean isAny(List<Attempt> attempts, Outcome outcome) {
		return attempts.stream().anyMatch((attempt) -> attempt.outcome() == outcome);
	}

	/** Who was once told that an order was executed is told so for ever. */
	private void checkAnswersAgree(String id, List<Attempt> attempts) {
		long executedNanos = executedNanos(attempts);
		for (Attempt attempt : attempts) {
			if (attempt.outcome() == Outcome.REFUSED && attempt.calledNanos() > executedNanos) {
				this.violations.add("id " + id + " was refused when asked for at " + attempt.calledNanos()
						+ " ns, but was executed by " + executedNanos + " ns");
			}
		}
	}

	/** When it was first known to be executed. */
	private static long executedNanos(List<Attempt> attempts) {
		return attempts.stream()
			.filter((attempt) -> attempt.outcome() == Outcome.EXECUTED)
			.mapToLong(Attempt::returnedNanos)
			.min()
			.orElse(Long.MAX_VALUE);
	}

	private void checkSenders() {
		for (RecordedTrade trade : this.ledger.trades()) {
			if (!this.attemptsById.containsKey(trade.id())) {
				this.violations.add(trade.name() + " with id " + trade.id() + " was sent by nobody");
			}
		}
	}

	/** Of one stock, in the order of the sequence. */
	private void checkSums(List<RecordedTrade> trades) {
		RecordedTrade before = null;
		for (RecordedTrade trade : trades) {
			boolean sameSession = before != null && before.session() == trade.session();
			long sum = (sameSession ? before.volumeAfter() : 0) + trade.quantity();
			long expectedSequence = (before != null) ? before.sequence() + 1 : 1;
			if (trade.sequence() != expectedSequence) {
				this.violations
					.add(trade.name() + " stands where " + trade.symbol() + "-" + expectedSequence + " should be");
			}
			if (trade.volumeAfter() != sum) {
				this.violations
					.add(trade.name() + " left a volume of " + trade.volumeAfter() + ", but the sum is " + sum);
			}
			if (trade.volumeAfter() > trade.volumeLimit()) {
				this.violations.add(trade.name() + " left a volume of " + trade.volumeAfter() + ", above the limit of "
						+ trade.volumeLimit());
			}
			if (before != null && trade.version() <= before.version()) {
				this.violations
					.add(trade.name() + " made version " + trade.version() + " after version " + before.version());
			}
			if (before != null && trade.session() < before.session()) {
				this.violations
					.add(trade.name() + " is of session " + trade.session() + " after session " + before.session());
			}
			before = trade;
		}
	}

	/**
	 * What was answered before another was called must come before it. Of one stock, from
	 * the last trade to the first: none may have been called after a later one was
	 * answered.
	 */
	private void checkRealTime(List<RecordedTrade> trades) {
		RecordedTrade firstAnswered = null;
		long firstAnsweredNanos = Long.MAX_VALUE;
		for (int i = trades.size() - 1; i >= 0; i--) {
			RecordedTrade trade = trades.get(i);
			List<Attempt> attempts = this.attemptsById.getOrDefault(trade.id(), List.of());
			// Any of them can be the one that was executed, so it is the first call that
			// counts.
			long calledNanos = attempts.stream().mapToLong(Attempt::calledNanos).min().orElse(Long.MIN_VALUE);
			if (firstAnsweredNanos < calledNanos) {
				this.violations.add(trade.name() + " was called at " + calledNanos + " ns, but " + firstAnswered.name()
						+ " was answered at " + firstAnsweredNanos + " ns");
			}
			long answeredNanos = executedNanos(attempts);
			if (answeredNanos < firstAnsweredNanos) {
				firstAnswered = trade;
				firstAnsweredNanos = answeredNanos;
			}
		}
	}

	private void checkPresent(String symbol, RecordedStock stock, List<RecordedTrade> trades) {
		RecordedTrade last = trades.isEmpty() ? null : trades.get(trades.size() - 1);
		long volume = (last != null && last.session() == stock.session()) ? last.volumeAfter() : 0;
		if (stock.volume() != volume) {
			this.violations.add(symbol + " has a volume of " + stock.volume() + ", but its last trade left " + volume);
		}
		if (stock.trades() != trades.size()) {
			this.violations.add(symbol + " counts " + stock.trades() + " trades, but the ledger has " + trades.size());
		}
		if (last != null && stock.version() < last.version()) {
			this.violations.add(
					symbol + " has version " + stock.version() + ", but its last trade made version " + last.version());
		}
	}

	private void checkSightings() {
		Map<List<String>, Long> seen = new HashMap<>();
		for (Sighting sighting : this.sightings) {
			String what = sighting.client() + " saw version " + sighting.version() + " of " + sighting.symbol() + " on "
					+ sighting.server();
			Long before = seen.put(List.of(sighting.client(), sighting.server(), sighting.symbol()),
					sighting.version());
			if (before != null && sighting.version() < before) {
				this.violations.add(what + " after version " + before);
			}
			RecordedStock stock = this.ledger.stocks().get(sighting.symbol());
			long last = (stock != null) ? stock.version() : 0;
			if (sighting.version() > last) {
				// Somebody was shown what was not durable.
				this.violations.add(what + ", but the ledger ends with version " + last);
			}
		}
	}

}
