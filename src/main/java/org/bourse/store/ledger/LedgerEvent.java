package org.bourse.store.ledger;

import java.time.Instant;

import org.bourse.domain.MarketEvent;
import org.bourse.domain.Stock;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a stock besides trades and prices.
 *
 * @param before null when the stock was not listed before
 * @param actor who did it; {@link MarketEvent#MARKET} if the rules of the market did
 */
public record LedgerEvent(MarketEvent.Kind kind, @Nullable Stock before, Stock after, String actor, String node,
		Instant time) {
}
