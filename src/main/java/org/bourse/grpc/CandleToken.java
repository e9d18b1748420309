package org.bourse.grpc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

import org.bourse.proto.v1.ListCandlesRequest;
import org.jspecify.annotations.Nullable;

/**
 * The page token of candles, such as {@code 1795444200~5a3f09bc}: the second in which the
 * next interval begins, and a checksum of it and of the request, so that a token that was
 * cut off, or belongs to another request, is not taken for another place. It keeps no
 * secret: who makes one up gets what {@code start_time} would give.
 */
final class CandleToken {

	/** No symbol has the sign between, so none is taken for a token of stocks. */
	private static final Pattern FORM = Pattern.compile("([0-9]{1,12})~[0-9a-f]{8}");

	private CandleToken() {
	}

	/**
	 * @param request any of the pages: all but page size and page token is the same
	 */
	static String of(Instant start, ListCandlesRequest request) {
		String second = Long.toString(start.getEpochSecond());
		CRC32C checksum = new CRC32C();
		checksum.update(request.toBuilder().clearPageSize().clearPageToken().build().toByteArray());
		checksum.update(second.getBytes(StandardCharsets.ISO_8859_1));
		return second + "~" + HexFormat.of().toHexDigits(checksum.getValue(), 8);
	}

	/** Null unless it is the one for this request. */
	static @Nullable Instant read(ListCandlesRequest request) {
		Matcher token = FORM.matcher(request.getPageToken());
		if (!token.matches()) {
			return null;
		}
		Instant start = Instant.ofEpochSecond(Long.parseLong(token.group(1)));
		return of(start, request).equals(request.getPageToken()) ? start : null;
	}

}
