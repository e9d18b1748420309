package org.bourse.resp;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.bourse.fuzz.Allocations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ReplyReader} reads from any bytes what {@link NaiveReplies} finds in them,
 * however they come, and allocates by what comes, not by what is announced.
 */
public final class ReplyReaderFuzzer {

	private static final int ALLOCATED_BYTES = 128 * 1024;

	private static final int ALLOCATED_BYTES_PER_BYTE = 128;

	private ReplyReaderFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] input) {
		NaiveReplies expected = NaiveReplies.in(new String(input, StandardCharsets.ISO_8859_1));
		assertThat(read(new ReplyReader(new ByteArrayInputStream(input)))).isEqualTo(expected);
		assertThat(read(new ReplyReader(new TricklingStream(input)))).isEqualTo(expected);
		Allocations.check(ALLOCATED_BYTES + (long) ALLOCATED_BYTES_PER_BYTE * input.length,
				() -> read(new ReplyReader(new ByteArrayInputStream(input))));
	}

	private static NaiveReplies read(ReplyReader reader) {
		List<Reply> replies = new ArrayList<>();
		try {
			while (true) {
				reader.await();
				replies.add(reader.read());
			}
		}
		catch (EOFException ex) {
			return new NaiveReplies(replies, true);
		}
		catch (ProtocolException ex) {
			return new NaiveReplies(replies, false);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Never gives more than a few bytes. */
	private static final class TricklingStream extends ByteArrayInputStream {

		private final Random random;

		private TricklingStream(byte[] input) {
			super(input);
			this.random = new Random(Arrays.hashCode(input));
		}

		@Override
		public synchronized int read(byte[] target, int offset, int length) {
			return super.read(target, offset, Math.min(length, 1 + this.random.nextInt(5)));
		}

	}

}
