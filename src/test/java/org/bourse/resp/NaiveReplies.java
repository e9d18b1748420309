package org.bourse.resp;

import java.io.EOFException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What a text of replies means, found in the most obvious way there is:
 * {@link ReplyReader} must come to the same.
 *
 * @param replies those that are whole, in order
 * @param isCut whether the text ends inside of a reply or behind one; else what comes is
 * no reply
 */
record NaiveReplies(List<Reply> replies, boolean isCut) {

	private static final int MAX_LINE = 65_536;

	private static final int MAX_TEXT = 64 * 1024 * 1024;

	private static final int MAX_ELEMENTS = 10_000_000;

	private static final int MAX_DEPTH = 8;

	static NaiveReplies in(String text) {
		List<Reply> replies = new ArrayList<>();
		Rest rest = new Rest(text);
		try {
			while (true) {
				replies.add(rest.next(0));
			}
		}
		catch (EOFException ex) {
			return new NaiveReplies(replies, true);
		}
		catch (ProtocolException ex) {
			return new NaiveReplies(replies, false);
		}
	}

	/** What is behind the text that was read. */
	private static final class Rest {

		private String text;

		private Rest(String text) {
			this.text = text;
		}

		private Reply next(int depth) throws EOFException, ProtocolException {
			if (depth > MAX_DEPTH) {
				throw new ProtocolException("too deep");
			}
			String type = take(1);
			String line = takeLine();
			return switch (type) {
				case "+" -> new Reply.Text(line);
				case "-" -> new Reply.Fault(line);
				case ":" -> new Reply.Number(number(line, Long.MIN_VALUE, Long.MAX_VALUE));
				case "_" -> new Reply.Null();
				case "$" -> {
					int length = (int) number(line, -1, MAX_TEXT);
					yield (length < 0) ? new Reply.Null() : takeText(length);
				}
				case "*", ">" -> {
					int count = (int) number(line, -1, MAX_ELEMENTS);
					yield (count < 0) ? new Reply.Null() : takeSequence(count, depth);
				}
				case "%" -> takeSequence(2 * (int) number(line, 0, MAX_ELEMENTS / 2), depth);
				default -> throw new ProtocolException("type");
			};
		}

		private Reply takeText(int length) throws EOFException, ProtocolException {
			String content = take(length);
			for (String end : List.of("\r", "\n")) {
				if (!take(1).equals(end)) {
					throw new ProtocolException("end");
				}
			}
			return new Reply.Text(content);
		}

		private Reply takeSequence(int count, int depth) throws EOFException, ProtocolException {
			List<Reply> elements = new ArrayList<>();
			while (elements.size() < count) {
				elements.add(next(depth + 1));
			}
			return new Reply.Sequence(elements);
		}

		private String takeLine() throws EOFException, ProtocolException {
			int end = this.text.indexOf('\r');
			if (end > MAX_LINE || (end < 0 && this.text.length() > MAX_LINE)) {
				throw new ProtocolException("line");
			}
			String line = take((end < 0) ? this.text.length() : end);
			if (!(take(1) + take(1)).equals("\r\n")) {
				throw new ProtocolException("end");
			}
			return line;
		}

		private String take(int length) throws EOFException {
			if (length > this.text.length()) {
				throw new EOFException();
			}
			String taken = this.text.substring(0, length);
			this.text = this.text.substring(length);
			return taken;
		}

		private static long number(String text, long min, long max) throws ProtocolException {
			if (text.matches("0|-?[1-9][0-9]*")) {
				BigInteger value = new BigInteger(text);
				if (value.equals(value.max(BigInteger.valueOf(min)).min(BigInteger.valueOf(max)))) {
					return value.longValueExact();
				}
			}
			throw new ProtocolException("number");
		}

	}

}
