package org.bourse.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.bourse.fuzz.Allocations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link RequestParser} finds in any bytes what {@link NaiveRequests} finds, whether they
 * come at once or in pieces, and allocates nothing on the word of a length.
 */
public final class RequestParserFuzzer {

	/** Small, so that inputs get there. */
	private static final int MAX_BYTES = 128;

	private static final int MAX_ARGUMENTS = 6;

	/** Messages of faults, no more. */
	private static final int MAX_ALLOCATED_BYTES = 16 * 1024;

	private static final int BEFORE = 3;

	private static final int BEHIND = 2 * MAX_BYTES;

	/**
	 * The same for all inputs, so that what one leaves behind is seen with the next.
	 */
	private static final RequestParser parser = new RequestParser(MAX_BYTES);

	private static final Request request = new Request(MAX_ARGUMENTS);

	private RequestParserFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] input) {
		NaiveRequests expected = NaiveRequests.in(new String(input, StandardCharsets.ISO_8859_1), MAX_BYTES,
				MAX_ARGUMENTS);
		// Line ends in front and behind would make a difference if they were looked at.
		byte[] buffer = new byte[BEFORE + input.length + BEHIND];
		Arrays.fill(buffer, (byte) '\n');
		System.arraycopy(input, 0, buffer, BEFORE, input.length);
		assertThat(parse(buffer, input.length, new int[] { input.length })).isEqualTo(expected);
		Random random = new Random(Arrays.hashCode(input));
		int pieces = 1 + random.nextInt(8);
		int[] cuts = random.ints(pieces, 0, input.length + 1).sorted().toArray();
		assertThat(parse(buffer, input.length, cuts)).as("cut at %s", Arrays.toString(cuts)).isEqualTo(expected);
		if (input.length <= MAX_BYTES) {
			int[] everywhere = IntStream.range(0, input.length).toArray();
			assertThat(parse(buffer, input.length, everywhere)).as("byte by byte").isEqualTo(expected);
		}
		Allocations.check(MAX_ALLOCATED_BYTES, () -> next(buffer, BEFORE, BEFORE + input.length));
	}

	/**
	 * @param cuts how much has come each time before it is looked for requests; at last
	 * comes all
	 */
	private static NaiveRequests parse(byte[] buffer, int length, int[] cuts) {
		List<List<String>> requests = new ArrayList<>();
		int at = BEFORE;
		int piece = 0;
		int to = BEFORE;
		while (true) {
			Object end = next(buffer, at, to);
			if (end instanceof ProtocolException ex) {
				return new NaiveRequests(requests, at - BEFORE, ex.getMessage());
			}
			if (!end.equals(RequestParser.INCOMPLETE)) {
				assertThat((Integer) end).isBetween(at + 1, Math.min(to, at + MAX_BYTES));
				requests.add(arguments());
				at = (Integer) end;
			}
			else if (to == BEFORE + length) {
				return new NaiveRequests(requests, at - BEFORE, null);
			}
			else {
				to = BEFORE + ((piece < cuts.length) ? cuts[piece++] : length);
			}
		}
	}

	/** Where the next request ends, or why there is none. */
	private static Object next(byte[] buffer, int from, int to) {
		try {
			return parser.parse(buffer, from, to, request);
		}
		catch (ProtocolException ex) {
			return ex;
		}
	}

	private static List<String> arguments() {
		List<String> arguments = new ArrayList<>();
		for (int i = 0; i < request.size(); i++) {
			arguments.add(request.text(i));
			assertThat(request.eightBytes(i, 0)).isEqualTo(eightBytes(request.text(i), 0));
			assertThat(request.eightBytes(i, 5)).isEqualTo(eightBytes(request.text(i), 5));
		}
		return arguments;
	}

	private static long eightBytes(String text, int from) {
		long value = 0;
		for (int i = from; i < from + 8; i++) {
			value = value * 256 + ((i < text.length()) ? text.charAt(i) : 0);
		}
		return value;
	}

}
