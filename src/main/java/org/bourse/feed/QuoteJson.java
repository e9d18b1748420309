package org.bourse.feed;

import java.time.Instant;

import org.bourse.domain.Halt;
import org.bourse.domain.Stock;
import org.jspecify.annotations.Nullable;

/**
 * A stock as one JSON object, the same at every door: {@code symbol}, {@code price} (a
 * string), {@code volume}, {@code volumeLimit}, {@code status}, {@code haltReason},
 * {@code haltedAt}, {@code resumeAt}, {@code version}. What is not known is null.
 */
public final class QuoteJson {

	private QuoteJson() {
	}

	public static String of(Stock stock) {
		Halt halt = stock.halt();
		// Nothing here can hold a character that JSON would have escaped.
		StringBuilder json = new StringBuilder(200);
		json.append("{\"symbol\":\"").append(stock.symbol().value());
		json.append("\",\"price\":\"").append(stock.price());
		json.append("\",\"volume\":").append(stock.volume());
		json.append(",\"volumeLimit\":").append(stock.volumeLimit());
		json.append(",\"status\":\"").append(stock.status().name()).append('"');
		append(json, ",\"haltReason\":", (halt != null) ? halt.reason().name() : null);
		append(json, ",\"haltedAt\":", text((halt != null) ? halt.since() : null));
		append(json, ",\"resumeAt\":", text((halt != null) ? halt.resumeAt() : null));
		json.append(",\"version\":").append(stock.version()).append('}');
		return json.toString();
	}

	private static @Nullable String text(@Nullable Instant time) {
		return (time != null) ? time.toString() : null;
	}

	private static void append(StringBuilder json, String key, @Nullable String value) {
		json.append(key);
		if (value != null) {
			json.append('"').append(value).append('"');
		}
		else {
			json.append("null");
		}
	}

}
