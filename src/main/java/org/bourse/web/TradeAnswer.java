package org.bourse.web;

import io.swagger.v3.oas.annotations.media.Schema;
import org.bourse.domain.TradeId;
import org.bourse.domain.TradeOutcome;
import org.bourse.domain.TradeResult;
import org.jspecify.annotations.Nullable;

/**
 * The market's answer to an order, on the wire.
 */
record TradeAnswer(TradeOutcome outcome,
		@Schema(description = "Null unless the order was executed", example = "GameStart-17") @Nullable String tradeId,
		@Schema(description = "Whether this repeats the answer to an earlier request with the same key") boolean duplicate,
		@Schema(description = "Shares that may still be traded in this session") long remainingVolume, Quote stock) {

	static TradeAnswer of(TradeResult result) {
		TradeId id = result.tradeId();
		return new TradeAnswer(result.outcome(), (id != null) ? id.toString() : null, result.duplicate(),
				result.stock().remainingVolume(), Quote.of(result.stock()));
	}

}
