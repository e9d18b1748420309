package org.bourse.store.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.bourse.domain.Symbol;

/**
 * What a server tells the others: "I am here" and, if any, which stocks it has changed.
 */
record Notice(String nodeId, Collection<Symbol> changed) {

	static final String CHANNEL = "bourse";

	/** PostgreSQL takes 8000 bytes; so many of the longest symbols fit. */
	private static final int MAX_SYMBOLS = 400;

	/** As many notices as are needed, at least one. */
	static List<Notice> of(String nodeId, Collection<Symbol> changed) {
		List<Symbol> symbols = List.copyOf(changed);
		List<Notice> notices = new ArrayList<>();
		int from = 0;
		do {
			int to = Math.min(from + MAX_SYMBOLS, symbols.size());
			notices.add(new Notice(nodeId, symbols.subList(from, to)));
			from = to;
		}
		while (from < symbols.size());
		return notices;
	}

	String payload() {
		return this.nodeId + " " + this.changed.stream().map(Symbol::value).collect(Collectors.joining(","));
	}

	/**
	 * Whoever may log in to the database can send anything: what is not ours is empty.
	 */
	static Notice parse(String payload) {
		String[] parts = payload.split(" ", 2);
		if (parts.length < 2) {
			return new Notice("", List.of());
		}
		return new Notice(parts[0],
				Arrays.stream(parts[1].split(",")).filter(Symbol::isWellFormed).map(Symbol::new).toList());
	}

}
