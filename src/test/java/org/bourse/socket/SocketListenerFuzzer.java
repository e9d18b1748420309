package org.bourse.socket;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.bourse.domain.Stock;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.resp.ReplyReader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends to a running door, and in whichever pieces: all that it gets is
 * whole replies and then the end, others are answered as before, and no stock is traded
 * past its limit.
 */
public final class SocketListenerFuzzer {

	private static final TestListener door = new TestListener("threads", "1");

	private static final RawClient bystander = connect();

	private SocketListenerFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] input) {
		try (RawClient client = connect()) {
			int cut = new Random(Arrays.hashCode(input)).nextInt(input.length + 1);
			client.send(text(input, 0, cut));
			assertThat(bystander.ask("PING")).isEqualTo(new Reply.Text("PONG"));
			checkWhole(rest(client, text(input, cut, input.length)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ProtocolException ex) {
			throw new AssertionError(ex);
		}
		assertThat(door.market().all()).hasSize(2).allSatisfy(SocketListenerFuzzer::check);
	}

	/** Sends the rest and reads all there is. */
	private static String rest(RawClient client, String rest) throws IOException {
		try {
			return client.send(rest).endOutput().readAll();
		}
		catch (SocketException ex) {
			// The door has ended the conversation before the rest came, which resets it.
			return "";
		}
	}

	private static String text(byte[] input, int from, int to) {
		return new String(input, from, to - from, StandardCharsets.ISO_8859_1);
	}

	private static void check(Stock stock) {
		assertThat(stock.volume()).isBetween(0L, stock.volumeLimit());
	}

	private static void checkWhole(String replies) throws IOException, ProtocolException {
		ReplyReader reader = new ReplyReader(new ByteArrayInputStream(replies.getBytes(StandardCharsets.ISO_8859_1)));
		while (true) {
			try {
				reader.await();
			}
			catch (EOFException ex) {
				return;
			}
			// The end inside of a reply is a failure.
			reader.read();
		}
	}

	private static RawClient connect() {
		try {
			return door.connect();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
