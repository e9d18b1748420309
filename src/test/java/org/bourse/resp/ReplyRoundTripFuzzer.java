package org.bourse.resp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link ReplyWriter} writes, {@link ReplyReader} reads. The input is a script: each
 * reply is a letter, what it needs, and a comma.
 */
public final class ReplyRoundTripFuzzer {

	private static final int MAX_DEPTH = 8;

	private static final int MAX_ELEMENTS = 20;

	/** The same for all inputs, so that what one leaves is seen with the next. */
	private static final ReplyWriter writer = new ReplyWriter(16);

	private ReplyRoundTripFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] input) {
		for (int version = 2; version <= 3; version++) {
			writer.clear();
			writer.useVersion(version);
			Script script = new Script(new String(input, StandardCharsets.ISO_8859_1));
			List<Reply> expected = new ArrayList<>();
			while (!script.isAtEnd()) {
				expected.add(write(script, 0));
			}
			byte[] written = writer.copyFrom(0);
			assertThat(read(written, expected.size())).isEqualTo(expected);
			assertThat(sent(input.length % 7, written.length)).isEqualTo(written);
			int size = writer.size();
			writer.bulkString("taken back");
			writer.truncate(size);
			assertThat(writer.copyFrom(0)).isEqualTo(written);
		}
	}

	/** Writes the script's next reply and returns what should be read. */
	private static Reply write(Script script, int depth) {
		char type = script.character();
		switch (type) {
			case 's' -> {
				String text = script.text().replaceAll("[\r\n]", "");
				writer.simpleString(text);
				return new Reply.Text(text);
			}
			case 'e' -> {
				String text = script.text();
				writer.error(text);
				String cut = text.substring(0, Math.min(512, text.length()));
				return new Reply.Fault(cut.replaceAll("[\\x00-\\x1f\\x7f-\\x9f]", "?"));
			}
			case 'i' -> {
				long value = script.number();
				writer.integer(value);
				return new Reply.Number(value);
			}
			case 'n' -> {
				writer.bulkStringOrNull(null);
				return new Reply.Null();
			}
			case 'N' -> {
				writer.nullArray();
				return new Reply.Null();
			}
			case 'a', 'p', 'm' -> {
				if (depth < MAX_DEPTH) {
					return writeSequence(type, script, depth);
				}
			}
			default -> {
			}
		}
		String text = script.text();
		writer.bulkString(text);
		return new Reply.Text(text);
	}

	private static Reply writeSequence(char type, Script script, int depth) {
		int count = Math.floorMod(script.number(), MAX_ELEMENTS);
		int elements = count;
		switch (type) {
			case 'a' -> writer.array(count);
			case 'p' -> writer.push(count);
			default -> {
				writer.map(count);
				elements = 2 * count;
			}
		}
		List<Reply> replies = new ArrayList<>();
		for (int i = 0; i < elements; i++) {
			replies.add(write(script, depth + 1));
		}
		return new Reply.Sequence(replies);
	}

	private static List<Reply> read(byte[] written, int count) {
		ReplyReader reader = new ReplyReader(new ByteArrayInputStream(written));
		List<Reply> replies = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				replies.add(reader.read());
			}
			return replies;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ProtocolException ex) {
			throw new AssertionError(ex);
		}
	}

	/** All that was written, a part through a channel that takes no more than that. */
	private static byte[] sent(int tenths, int length) {
		ByteBuffer taken = ByteBuffer.allocate(length * tenths / 10);
		try {
			int sent = writer.sendTo(new NarrowChannel(taken), ByteBuffer.allocateDirect(5));
			assertThat(sent).isEqualTo(taken.position());
			byte[] all = Arrays.copyOf(taken.array(), length);
			byte[] rest = writer.copyFrom(sent);
			System.arraycopy(rest, 0, all, sent, rest.length);
			return all;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Where a script has come to; behind its end there is nothing but zeros. */
	private static final class Script {

		private final String text;

		private int at;

		private Script(String text) {
			this.text = text;
		}

		boolean isAtEnd() {
			return this.at >= this.text.length();
		}

		char character() {
			return isAtEnd() ? 0 : this.text.charAt(this.at++);
		}

		/** Up to the next comma. */
		String text() {
			int comma = this.text.indexOf(',', this.at);
			int end = (comma < 0) ? this.text.length() : comma;
			String text = this.text.substring(Math.min(this.at, end), end);
			this.at = end + 1;
			return text;
		}

		long number() {
			String digits = text();
			try {
				return Long.parseLong(digits);
			}
			catch (NumberFormatException ex) {
				return digits.hashCode();
			}
		}

	}

	/** Takes a few bytes at a time, until it is full. */
	private record NarrowChannel(ByteBuffer target) implements WritableByteChannel {

		@Override
		public int write(ByteBuffer source) {
			int count = Math.min(source.remaining(), this.target.remaining());
			for (int i = 0; i < count; i++) {
				this.target.put(source.get());
			}
			return count;
		}

		@Override
		public boolean isOpen() {
			return true;
		}

		@Override
		public void close() {
		}

	}

}
