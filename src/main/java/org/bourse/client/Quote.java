package org.bourse.client;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A stock as a client sees it. Its JSON form is the one of all doors.
 *
 * @param price a decimal string
 * @param haltReason null while the stock is trading
 * @param haltedAt in ISO 8601; null if it is not known, or the stock is trading
 * @param ageMillis how old this may be, at most; null, and not in the JSON form, while
 * the server is sure of it
 * @param resumeAt in ISO 8601; null if it is not known, or the stock is trading
 */
@JsonPropertyOrder({ "symbol", "price", "volume", "volumeLimit", "status", "haltReason", "haltedAt", "resumeAt",
		"version", "ageMillis" })
public record Quote(String symbol, String price, long volume, long volumeLimit, String status,
		@Nullable String haltReason, @Nullable String haltedAt, @Nullable String resumeAt, long version,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long ageMillis) {

	/** What comes as JSON may lack them. */
	public Quote {
		Objects.requireNonNull(symbol, "symbol");
		Objects.requireNonNull(price, "price");
		Objects.requireNonNull(status, "status");
	}

	/** For people, and for {@code cut -d' '}. */
	@Override
	public String toString() {
		return this.symbol + " " + this.price + " " + this.status
				+ ((this.haltReason != null) ? " " + this.haltReason : "") + " volume " + this.volume + " of "
				+ this.volumeLimit + ((this.resumeAt != null) ? " until " + this.resumeAt : "")
				+ ((this.ageMillis != null) ? " (" + this.ageMillis / 1000 + " s old)" : "");
	}

}
