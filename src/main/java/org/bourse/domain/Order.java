package org.bourse.domain;

import org.jspecify.annotations.Nullable;

/**
 * A wish to trade at the last price, whole or not at all.
 *
 * @param clientOrderId makes the order safe to send again; null if the client does not
 * care
 */
public record Order(Symbol symbol, Quantity quantity, Side side, @Nullable ClientOrderId clientOrderId) {
}
