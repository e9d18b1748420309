package org.bourse.store.ledger;

import org.bourse.domain.MarketEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the table, possible or not.
 *
 * @param kind the name of a {@link MarketEvent.Kind}
 * @param session as yyyymmdd, after the event
 */
public record EventRow(String symbol, long version, String kind, long session, @Nullable Long volumeBefore,
		long volumeAfter, @Nullable Long limitBefore, long limitAfter, @Nullable String haltBefore,
		@Nullable String haltAfter) {

	/** How an operator would find it. */
	@Override
	public String toString() {
		return "event " + this.kind + " of " + this.symbol + " (version " + this.version + ")";
	}

}
