package org.bourse.client;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * The market's answer to a trade, as far as the door tells it.
 *
 * @param outcome EXECUTED, HALTED or LIMIT_EXCEEDED; through the socket, which does not
 * tell the two apart, REFUSED
 * @param tradeId null unless executed, and through the socket
 * @param duplicate null through the socket
 * @param remainingVolume shares that may still be traded
 * @param stock the stock after the decision; through the socket, shortly after
 */
public record TradeAnswer(String outcome, @Nullable String tradeId, @Nullable Boolean duplicate, long remainingVolume,
		Quote stock) {

	static final String EXECUTED = "EXECUTED";

	static final String REFUSED = "REFUSED";

	@JsonIgnore
	boolean isExecuted() {
		return this.outcome.equals(EXECUTED);
	}

	@Override
	public String toString() {
		return this.outcome + ((this.tradeId != null) ? " " + this.tradeId : "")
				+ (Boolean.TRUE.equals(this.duplicate) ? " (duplicate)" : "") + ": " + this.stock;
	}

}
