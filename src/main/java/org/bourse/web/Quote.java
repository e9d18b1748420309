package org.bourse.web;

import java.time.Instant;

import io.swagger.v3.oas.annotations.media.Schema;
import org.bourse.domain.Halt;
import org.bourse.domain.HaltReason;
import org.bourse.domain.Stock;
import org.bourse.domain.StockStatus;
import org.jspecify.annotations.Nullable;

/**
 * A stock on the wire.
 */
@Schema(name = "Stock")
record Quote(@Schema(example = "GameStart") String symbol,
		@Schema(description = "An exact decimal", example = "15.99") String price, long volume, long volumeLimit,
		StockStatus status, @Nullable HaltReason haltReason,
		@Schema(type = "string", format = "date-time") @Nullable String haltedAt,
		@Schema(type = "string", format = "date-time") @Nullable String resumeAt, long version) {

	static Quote of(Stock stock) {
		Halt halt = stock.halt();
		return new Quote(stock.symbol().value(), stock.price().toString(), stock.volume(), stock.volumeLimit(),
				stock.status(), (halt != null) ? halt.reason() : null, (halt != null) ? text(halt.since()) : null,
				(halt != null) ? text(halt.resumeAt()) : null, stock.version());
	}

	private static @Nullable String text(@Nullable Instant time) {
		return (time != null) ? time.toString() : null;
	}

}
