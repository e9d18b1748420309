package org.bourse.grpc;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import com.google.protobuf.Timestamp;
import org.bourse.domain.Candle;
import org.bourse.domain.CandleInterval;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Symbol;
import org.bourse.proto.v1.ListCandlesRequest;
import org.bourse.proto.v1.ListCandlesResponse;
import org.jspecify.annotations.Nullable;

/**
 * Which candles a client asks for.
 *
 * @param from the start of the first interval
 * @param until before which a candle must begin
 * @param size the most candles
 * @param request in which it is asked for
 */
record CandlePage(Symbol symbol, CandleInterval interval, Instant from, Instant until, int size,
		ListCandlesRequest request) {

	private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

	/** Null if fields are invalid. */
	static @Nullable CandlePage read(ListCandlesRequest request, Fields fields) {
		Symbol symbol = fields.read(() -> new Symbol(request.getSymbol()));
		CandleInterval interval = fields.read(() -> Messages.candleInterval(request));
		requireValid(request.getStartTime(), "start_time", fields);
		requireValid(request.getEndTime(), "end_time", fields);
		int size = fields.readPageSize(request.getPageSize(), MarketHistory.MAX_LIMIT);
		Instant next = CandleToken.read(request);
		if (next == null && !request.getPageToken().isEmpty()) {
			fields.violated("page_token", "PAGE_TOKEN_INVALID",
					"page token must be the next_page_token of a request with the same fields; leave it empty to begin anew");
		}
		if (symbol == null || interval == null || fields.areInvalid()) {
			return null;
		}
		Instant from = Instant.EPOCH;
		if (next != null) {
			from = next;
		}
		else if (request.hasStartTime()) {
			from = firstStart(interval, Messages.instant(request.getStartTime()));
		}
		Instant until = request.hasEndTime() ? Messages.instant(request.getEndTime()) : END_OF_TIME;
		return new CandlePage(symbol, interval, from, until, size, request);
	}

	private static void requireValid(Timestamp time, String field, Fields fields) {
		if (!Messages.isValid(time)) {
			fields.violated(field, field.toUpperCase(Locale.ROOT) + "_INVALID",
					field.replace('_', ' ') + " must be a valid Timestamp");
		}
	}

	/** The first interval that begins then or later. */
	private static Instant firstStart(CandleInterval interval, Instant time) {
		Instant start = interval.startOf(time);
		return start.equals(time) ? start : start.plus(interval.duration());
	}

	/** Behind a full page comes another one, which may be empty. */
	ListCandlesResponse response(List<Candle> candles) {
		ListCandlesResponse.Builder response = ListCandlesResponse.newBuilder();
		candles.forEach((candle) -> response.addCandles(Messages.candle(candle)));
		if (candles.size() == this.size) {
			Instant next = candles.get(this.size - 1).start().plus(this.interval.duration());
			if (next.isBefore(this.until)) {
				response.setNextPageToken(CandleToken.of(next, this.request));
			}
		}
		return response.build();
	}

}
