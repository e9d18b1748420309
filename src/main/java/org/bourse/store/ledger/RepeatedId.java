package org.bourse.store.ledger;

/**
 * A client order id that more than one trade bears.
 *
 * @param trades how many
 * @param one of them
 * @param other another
 */
public record RepeatedId(String id, long trades, String one, String other) {
}
