package org.bourse.resp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies from a stream, for the client side. Blocks until a reply is all there.
 * For one thread.
 */
public final class ReplyReader {

	private static final int MAX_LINE_BYTES = 65_536;

	private static final int MAX_TEXT_BYTES = 64 * 1024 * 1024;

	private static final int MAX_ELEMENTS = 10_000_000;

	private static final int MAX_DEPTH = 8;

	private final InputStream in;

	public ReplyReader(InputStream in) {
		this.in = new BufferedInputStream(in);
	}

	/**
	 * Blocks until a reply begins. If the stream has a timeout, it may strike here
	 * without harm; inside of {@link #read} a part of a reply would be lost.
	 * @throws EOFException if the stream ends first
	 */
	public void await() throws IOException {
		this.in.mark(1);
		readByte();
		this.in.reset();
	}

	/**
	 * Reads one reply.
	 * @throws EOFException if the stream ends first
	 * @throws ProtocolException if what comes is not a reply
	 */
	public Reply read() throws IOException, ProtocolException {
		return read(0);
	}

	private Reply read(int depth) throws IOException, ProtocolException {
		if (depth > MAX_DEPTH) {
			throw new ProtocolException("reply is nested more than " + MAX_DEPTH + " deep");
		}
		int type = readByte();
		String line = readLine();
		return switch (type) {
			case '+' -> new Reply.Text(line);
			case '-' -> new Reply.Fault(line);
			case ':' -> new Reply.Number(number(line, Long.MIN_VALUE, Long.MAX_VALUE));
			case '_' -> new Reply.Null();
			case '$' -> readText((int) number(line, -1, MAX_TEXT_BYTES));
			case '*', '>' -> readSequence((int) number(line, -1, MAX_ELEMENTS), depth);
			case '%' -> readSequence((int) number(line, 0, MAX_ELEMENTS / 2) * 2, depth);
			default -> throw new ProtocolException("reply begins with byte 0x" + Integer.toHexString(type));
		};
	}

	private Reply readText(int length) throws IOException, ProtocolException {
		if (length < 0) {
			return new Reply.Null();
		}
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("the connection ended inside a reply");
		}
		if (readByte() != '\r' || readByte() != '\n') {
			throw new ProtocolException("bulk string is not followed by CR LF");
		}
		return new Reply.Text(new String(bytes, StandardCharsets.ISO_8859_1));
	}

	private Reply readSequence(int length, int depth) throws IOException, ProtocolException {
		if (length < 0) {
			return new Reply.Null();
		}
		// Grows with what comes, not with what was announced.
		List<Reply> elements = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			elements.add(read(depth + 1));
		}
		return new Reply.Sequence(List.copyOf(elements));
	}

	private String readLine() throws IOException, ProtocolException {
		StringBuilder line = new StringBuilder();
		int b = readByte();
		while (b != '\r') {
			if (line.length() == MAX_LINE_BYTES) {
				throw new ProtocolException("line is longer than " + MAX_LINE_BYTES + " bytes");
			}
			line.append((char) b);
			b = readByte();
		}
		if (readByte() != '\n') {
			throw new ProtocolException("CR without LF");
		}
		return line.toString();
	}

	private int readByte() throws IOException {
		int b = this.in.read();
		if (b < 0) {
			throw new EOFException("the connection ended before the reply");
		}
		return b;
	}

	private static long number(String text, long min, long max) throws ProtocolException {
		try {
			long value = Long.parseLong(text);
			// Of all spellings that are read there, a server uses one.
			if (value >= min && value <= max && Long.toString(value).equals(text)) {
				return value;
			}
		}
		catch (NumberFormatException ex) {
			// The same answer as for a number out of range.
		}
		throw new ProtocolException("'" + text + "' is not a number from " + min + " to " + max);
	}

}
