package org.bourse.client.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplyScannerTest {

	private static final String REPLIES = "+15.99\r\n:1\r\n:0\r\n:-1\r\n:-3\r\n-BUSY the queue is full\r\n-UNAVAILABLE x\r\n"
			+ "-UNKNOWN it may be applied\r\n-ERR usage\r\n-BUSY\r\n$3\r\n\r\n";

	private static final List<Outcome> OUTCOMES = List.of(Outcome.FOUND, Outcome.EXECUTED, Outcome.REFUSED,
			Outcome.UNKNOWN_STOCK, Outcome.ERROR, Outcome.BUSY, Outcome.UNAVAILABLE, Outcome.UNKNOWN, Outcome.ERROR,
			Outcome.BUSY, Outcome.ERROR, Outcome.ERROR);

	@Test
	void repliesAreToldApartHoweverTheyAreCut() {
		for (int cut = 0; cut <= REPLIES.length(); cut++) {
			ReplyScanner scanner = new ReplyScanner();
			List<Outcome> outcomes = new ArrayList<>();
			scanner.scan(bytes(REPLIES.substring(0, cut)), outcomes::add);
			scanner.scan(bytes(REPLIES.substring(cut)), outcomes::add);
			assertThat(outcomes).as("cut at " + cut).isEqualTo(OUTCOMES);
		}
	}

	@Test
	void aShortLineIsNotCompletedByTheOneBefore() {
		List<Outcome> outcomes = new ArrayList<>();
		new ReplyScanner().scan(bytes("-ERR usage\r\n\n:1\r\n:\n"), outcomes::add);
		assertThat(outcomes).containsExactly(Outcome.ERROR, Outcome.ERROR, Outcome.EXECUTED, Outcome.ERROR);
	}

	private static ByteBuf bytes(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
	}

}
