package org.bourse.client.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ReplyScanner} tells of each line what it tells of the line alone, whatever came
 * before it and in whichever pieces it comes.
 */
public final class ReplyScannerFuzzer {

	/** The same for all inputs, so that what one leaves is seen with the next. */
	private static final ReplyScanner scanner = new ReplyScanner();

	private ReplyScannerFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] input) {
		List<Outcome> expected = outcomes(new String(input, StandardCharsets.ISO_8859_1));
		ByteBuf lines = Unpooled.wrappedBuffer(input);
		List<Outcome> scanned = new ArrayList<>();
		Random random = new Random(Arrays.hashCode(input));
		while (lines.isReadable()) {
			scanner.scan(lines.readSlice(1 + random.nextInt(lines.readableBytes())), scanned::add);
		}
		// Ends the last line for the next input.
		scanner.scan(Unpooled.wrappedBuffer(new byte[] { '\n' }), (outcome) -> {
		});
		assertThat(scanned).isEqualTo(expected);
	}

	private static List<Outcome> outcomes(String lines) {
		List<Outcome> outcomes = new ArrayList<>();
		String rest = lines;
		for (int end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
			outcomes.add(outcome(rest.substring(0, end)));
			rest = rest.substring(end + 1);
		}
		return outcomes;
	}

	private static Outcome outcome(String line) {
		if (line.startsWith("+")) {
			return Outcome.FOUND;
		}
		if (line.startsWith(":1")) {
			return Outcome.EXECUTED;
		}
		if (line.startsWith(":0")) {
			return Outcome.REFUSED;
		}
		if (line.startsWith(":-1")) {
			return Outcome.UNKNOWN_STOCK;
		}
		for (Outcome fault : List.of(Outcome.BUSY, Outcome.UNAVAILABLE, Outcome.UNKNOWN)) {
			if (line.matches("(?s)-" + fault.name() + "([ \r].*)?")) {
				return fault;
			}
		}
		return Outcome.ERROR;
	}

}
