package org.bourse.client;

import org.bourse.domain.Price;
import org.bourse.domain.Symbol;

/**
 * A stock's next price.
 */
record Tick(Symbol symbol, Price price) {
}
