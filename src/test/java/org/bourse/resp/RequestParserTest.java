package org.bourse.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

class RequestParserTest {

	private static final int MAX_BYTES = 1024;

	private static final int MAX_ARGUMENTS = 8;

	private final RequestParser parser = new RequestParser(MAX_BYTES);

	private final Request request = new Request(MAX_ARGUMENTS);

	@Test
	void anArrayOfBulkStringsIsARequest() throws ProtocolException {
		assertThat(requests("*2\r\n$6\r\nLOOKUP\r\n$9\r\nGameStart\r\n"))
			.containsExactly(List.of("LOOKUP", "GameStart"));
	}

	@Test
	void bulkStringsMayHoldAnyByte() throws ProtocolException {
		assertThat(requests("*3\r\n$0\r\n\r\n$2\r\n\r\n\r\n$3\r\n\u0000\u00ff*\r\n"))
			.containsExactly(List.of("", "\r\n", "\u0000\u00ff*"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "LOOKUP GameStart\r\n", "LOOKUP GameStart\n", "  LOOKUP \t GameStart  \r\n" })
	void aLineOfWordsIsARequest(String line) throws ProtocolException {
		assertThat(requests(line)).containsExactly(List.of("LOOKUP", "GameStart"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "\r\n", "\n", "  \r\n", "*0\r\n", "*-1\r\n" })
	void anEmptyRequestIsSkippedAndLeavesNoTrace(String empty) throws ProtocolException {
		String command = "*2\r\n$4\r\nECHO\r\n$1\r\nx\r\n";
		assertThat(requests(empty)).containsExactly(List.of());
		assertThat(requests(command + empty + "PING\r\n" + empty + empty + command)).containsExactly(
				List.of("ECHO", "x"), List.of(), List.of("PING"), List.of(), List.of(), List.of("ECHO", "x"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "*2\r\n$6\r\nLOOKUP\r\n$9\r\nGameStart\r\n", "*1\r\n$4\r\nPING\r\n",
			"LOOKUP GameStart\r\n", "*3\r\n$0\r\n\r\n$2\r\n\r\n\r\n$1\r\nx\r\n", "*0\r\n", "*-1\r\n", "*8\r\n" })
	void aRequestThatIsNotAllThereIsIncompleteAtEveryByte(String text) throws ProtocolException {
		byte[] bytes = bytes(text);
		int end = text.equals("*8\r\n") ? bytes.length + 1 : bytes.length;
		for (int length = 0; length < end; length++) {
			assertThat(this.parser.parse(bytes, 0, length, this.request)).as("first %d bytes", length)
				.isEqualTo(RequestParser.INCOMPLETE);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "*3000000000\\r\\n   | invalid multibulk length",
			"*-10\\r\\n           | invalid multibulk length", "*-2\\r\\n            | invalid multibulk length",
			"*+1\\r\\n            | invalid multibulk length", "*01\\r\\n            | invalid multibulk length",
			"* 1\\r\\n            | invalid multibulk length", "*x\\r\\n             | invalid multibulk length",
			"*\\r\\n              | invalid multibulk length", "*1\\n                | invalid multibulk length",
			"*1\\rx               | invalid multibulk length",
			"*9\\r\\n             | invalid multibulk length: more than 8 arguments",
			"*1\\r\\n$-1\\r\\n    | invalid bulk length", "*1\\r\\n$2000000000  | invalid bulk length",
			"*1\\r\\n$+4\\r\\n    | invalid bulk length", "*1\\r\\n$04\\r\\n    | invalid bulk length",
			"*1\\r\\n$ 4\\r\\n    | invalid bulk length", "*1\\r\\n$\u0664\\r\\n | invalid bulk length",
			"*1\\r\\n$1025\\r\\n  | request is larger than 1024 bytes",
			"*1\\r\\n$999999999\\r\\n | request is larger than 1024 bytes",
			"*1\\r\\n*1\\r\\n     | expected '$', got '*'", "*1\\r\\n:1\\r\\n     | expected '$', got ':'",
			"*1\\r\\nPING\\r\\n   | expected '$', got 'P'",
			"*1\\r\\n$4\\r\\nPINGxx | bulk string is not followed by CR LF",
			"*1\\r\\n$4\\r\\nPING\\rx | bulk string is not followed by CR LF",
			"*1\\r\\n$4\\r\\nPING\\n | bulk string is not followed by CR LF",
			"a b c d e f g h i\\r\\n | more than 8 arguments" })
	void malformedInputIsRefused(String text, String message) {
		byte[] bytes = bytes(text.strip().replace("\\r", "\r").replace("\\n", "\n"));
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> this.parser.parse(bytes, 0, bytes.length, this.request))
			.withMessage(message);
	}

	@Test
	void aTlsHelloIsRefusedAtItsFirstByte() {
		byte[] hello = { 0x16, 3, 1 };
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> this.parser.parse(hello, 0, 1, this.request))
			.withMessage("expected '*' or an inline command, got byte 0x16; this port speaks RESP without TLS");
	}

	@Test
	void anInlineLineMayBeAsLongAsARequest() throws ProtocolException {
		String longest = "x".repeat(MAX_BYTES - 1) + "\n";
		assertThat(requests(longest)).containsExactly(List.of("x".repeat(MAX_BYTES - 1)));
		byte[] tooLong = bytes("x".repeat(MAX_BYTES));
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> this.parser.parse(tooLong, 0, tooLong.length, this.request))
			.withMessage("too big inline request: more than 1024 bytes");
	}

	@Test
	void anArrayMayBeAsLongAsARequestItsLineEndsCounted() throws ProtocolException {
		String head = "*1\r\n$1011\r\n";
		String longest = head + "x".repeat(1011) + "\r\n";
		assertThat(longest).hasSize(MAX_BYTES);
		assertThat(requests(longest)).containsExactly(List.of("x".repeat(1011)));
		byte[] tooLong = bytes(head.replace("1011", "1012"));
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> this.parser.parse(tooLong, 0, tooLong.length, this.request))
			.withMessage("request is larger than 1024 bytes");
	}

	@Test
	void manySmallArgumentsCannotPassTheLimitTogether() {
		byte[] bytes = bytes("*3\r\n$500\r\n" + "x".repeat(500) + "\r\n$500\r\n" + "x".repeat(500) + "\r\n$500\r\n");
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> this.parser.parse(bytes, 0, bytes.length, this.request))
			.withMessage("request is larger than 1024 bytes");
	}

	@Test
	void aDeeplyNestedArrayIsRefusedAtOnce() {
		byte[] bytes = bytes("*1\r\n".repeat(100_000));
		assertThatExceptionOfType(ProtocolException.class)
			.isThrownBy(() -> this.parser.parse(bytes, 0, bytes.length, this.request));
	}

	@Test
	void anyBytesAreARequestOrIncompleteOrRefusedAndNothingElse() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		byte[] alphabet = bytes("*$0123456789\r\n\r\n\r\n -PINGx");
		byte[] bytes = new byte[200];
		for (int run = 0; run < 200_000; run++) {
			int length = random.nextInt(bytes.length);
			for (int i = 0; i < length; i++) {
				bytes[i] = (random.nextInt(20) == 0) ? (byte) random.nextInt()
						: alphabet[random.nextInt(alphabet.length)];
			}
			try {
				int end = this.parser.parse(bytes, 0, length, this.request);
				if (end != RequestParser.INCOMPLETE) {
					assertThat(end).as("seed %d", seed).isBetween(1, length);
					for (int i = 0; i < this.request.size(); i++) {
						assertThat(this.request.text(i).length()).as("seed %d", seed).isLessThanOrEqualTo(length);
					}
				}
			}
			catch (ProtocolException ex) {
				assertThat(ex.getMessage()).as("seed %d", seed).isNotEmpty();
			}
			catch (RuntimeException ex) {
				fail("seed " + seed, ex);
			}
		}
	}

	@Test
	void whatTheEncoderWritesIsReadBack() throws ProtocolException {
		byte[] encoded = RequestEncoder.encode("TRADE", "GameStart", "10", "BUY", "");
		assertThat(requests(new String(encoded, StandardCharsets.ISO_8859_1)))
			.containsExactly(List.of("TRADE", "GameStart", "10", "BUY", ""));
	}

	/** All requests in a text, which must hold nothing else. */
	private List<List<String>> requests(String text) throws ProtocolException {
		byte[] bytes = bytes(text);
		List<List<String>> requests = new ArrayList<>();
		int at = 0;
		while (at < bytes.length) {
			int end = this.parser.parse(bytes, at, bytes.length, this.request);
			assertThat(end).isGreaterThan(at);
			List<String> arguments = new ArrayList<>();
			for (int i = 0; i < this.request.size(); i++) {
				arguments.add(this.request.text(i));
			}
			requests.add(arguments);
			at = end;
		}
		return requests;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
