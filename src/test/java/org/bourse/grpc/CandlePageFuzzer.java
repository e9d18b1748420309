package org.bourse.grpc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

import com.google.protobuf.Timestamp;
import com.google.rpc.BadRequest;
import org.bourse.domain.Candle;
import org.bourse.domain.CandleSeries;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Symbol;
import org.bourse.proto.v1.CandleInterval;
import org.bourse.proto.v1.ListCandlesRequest;
import org.bourse.proto.v1.ListCandlesResponse;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever follows the page tokens gets each candle once. A token is taken only for the
 * request that it belongs to: any other text, and one that was changed on the way, is one
 * violation.
 * <p>
 * The first characters of an input tell the interval, the size of the pages, and after
 * how many hours candles begin and end; the rest is a token.
 */
public final class CandlePageFuzzer {

	private static final int HEAD = 4;

	private static final Instant OPENED = Instant.parse("2026-01-02T14:30:00Z");

	/** Some next to each other, some days apart. */
	private static final List<Candle> minutes = LongStream.rangeClosed(1, 24)
		.map((i) -> i * i * i / 4)
		.distinct()
		.mapToObj((minute) -> Candle.of(new Symbol("GameStart"), Price.MIN, new Quantity(1),
				OPENED.plus(Duration.ofMinutes(minute))))
		.toList();

	private CandlePageFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length < HEAD) {
			return;
		}
		ListCandlesRequest first = request(input);
		String text = new String(input, HEAD, input.length - HEAD, StandardCharsets.UTF_8);
		checkAny(first.toBuilder().setPageToken(text).build());
		List<org.bourse.proto.v1.Candle> candles = new ArrayList<>();
		ListCandlesResponse page = answer(first);
		candles.addAll(page.getCandlesList());
		while (!page.getNextPageToken().isEmpty()) {
			assertThat(page.getCandlesList()).hasSize(first.getPageSize());
			ListCandlesRequest next = first.toBuilder().setPageToken(page.getNextPageToken()).build();
			checkForeign(next);
			checkMutilated(next, text, new Random(Arrays.hashCode(input)));
			page = answer(next);
			candles.addAll(page.getCandlesList());
		}
		assertThat(candles).isEqualTo(answer(first.toBuilder().setPageSize(0).build()).getCandlesList());
	}

	private static ListCandlesRequest request(byte[] input) {
		ListCandlesRequest.Builder request = ListCandlesRequest.newBuilder()
			.setSymbol("GameStart")
			.setIntervalValue(1 + Math.floorMod(input[0] - '0', 5))
			.setPageSize(1 + Math.floorMod(input[1] - '1', minutes.size()));
		if (input[2] != '-') {
			request.setStartTime(hour(input[2]));
		}
		if (input[3] != '-') {
			request.setEndTime(hour(input[3]));
		}
		return request.build();
	}

	private static Timestamp hour(byte after) {
		return Timestamp.newBuilder()
			.setSeconds(OPENED.plus(Duration.ofHours(after - '0')).getEpochSecond())
			.setNanos(after & 1)
			.build();
	}

	/** What is taken is what would have been told. */
	private static void checkAny(ListCandlesRequest request) {
		CandlePage page = page(request);
		if (page != null && !request.getPageToken().isEmpty()) {
			assertThat(CandleToken.of(page.from(), request)).isEqualTo(request.getPageToken());
		}
	}

	private static void checkForeign(ListCandlesRequest request) {
		assertThat(page(request.toBuilder().setPageSize(7).build())).isNotNull();
		assertThat(page(request.toBuilder().setSymbol("FishCo").build())).isNull();
		int other = 1 + request.getIntervalValue() % CandleInterval.CANDLE_INTERVAL_ONE_DAY_VALUE;
		assertThat(page(request.toBuilder().setIntervalValue(other).build())).isNull();
		Timestamp never = Timestamp.newBuilder().setNanos(7).build();
		assertThat(page(request.toBuilder().setStartTime(never).build())).isNull();
		assertThat(page(request.toBuilder().setEndTime(never).build())).isNull();
		assertThat(Symbol.isWellFormed(request.getPageToken())).isFalse();
	}

	/** Something of it is replaced by the text; it may be nothing by something. */
	private static void checkMutilated(ListCandlesRequest request, String text, Random random) {
		String token = request.getPageToken();
		int from = random.nextInt(token.length() + 1);
		int to = from + random.nextInt(token.length() + 1 - from);
		String mutilated = token.substring(0, from) + text + token.substring(to);
		if (!mutilated.isEmpty() && !mutilated.equals(token)) {
			assertThat(page(request.toBuilder().setPageToken(mutilated).build())).as(mutilated).isNull();
		}
	}

	private static ListCandlesResponse answer(ListCandlesRequest request) {
		CandlePage page = page(request);
		assertThat(page).isNotNull();
		CandleSeries candles = new CandleSeries(page.interval(), page.size(), false);
		for (Candle minute : minutes) {
			Instant start = page.interval().startOf(minute.start());
			if (!start.isBefore(page.from()) && start.isBefore(page.until()) && !candles.add(minute)) {
				break;
			}
		}
		return page.response(candles.candles());
	}

	/** Null if the token is refused, and nothing else may be. */
	private static @Nullable CandlePage page(ListCandlesRequest request) {
		Fields fields = new Fields();
		CandlePage page = CandlePage.read(request, fields);
		assertThat(page == null).isEqualTo(fields.areInvalid());
		if (page == null) {
			String description = "page token must be the next_page_token of a request with the same fields; "
					+ "leave it empty to begin anew";
			assertThat(fields.fault()).isEqualTo(Fault.invalid("PAGE_TOKEN_INVALID", description,
					BadRequest.newBuilder()
						.addFieldViolations(BadRequest.FieldViolation.newBuilder()
							.setField("page_token")
							.setReason("PAGE_TOKEN_INVALID")
							.setDescription(description))
						.build()));
		}
		return page;
	}

}
