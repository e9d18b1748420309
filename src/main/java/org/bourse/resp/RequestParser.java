package org.bourse.resp;

/**
 * Finds requests in a buffer: arrays of bulk strings, or inline lines of words between
 * spaces. Keeps nothing between two calls: a request that is not all there is looked for
 * again from its first byte when more has come, which the small limit on its size keeps
 * cheap, and leaves no state that could be wrong. For one thread.
 * <p>
 * Unforgiving: lengths are plain digits, line ends inside arrays are CR LF, and nothing
 * is ever allocated or skipped on the word of a length.
 */
public final class RequestParser {

	/** What {@link #parse} returns if the request is not all there yet. */
	public static final int INCOMPLETE = -1;

	/** Enough for any length that is allowed; longer ones are refused unread. */
	private static final int MAX_LENGTH_DIGITS = 9;

	private static final int LINE_END_BYTES = 2;

	private final int maxRequestBytes;

	/** Behind what was read so far; scratch of one call. */
	private int position;

	/**
	 * @param maxRequestBytes the most bytes of one request, headers and line ends counted
	 */
	public RequestParser(int maxRequestBytes) {
		this.maxRequestBytes = maxRequestBytes;
	}

	/**
	 * Reads the request that begins at an index.
	 * @param from where it begins
	 * @param to behind the last byte that has come
	 * @param request is filled with the request, or left in an undefined state if there
	 * is none
	 * @return the index behind the request, or {@link #INCOMPLETE}
	 * @throws ProtocolException if what is there cannot be the beginning of a request
	 */
	public int parse(byte[] buffer, int from, int to, Request request) throws ProtocolException {
		request.clear(buffer);
		if (from >= to) {
			return INCOMPLETE;
		}
		this.position = from;
		boolean complete = (buffer[from] == '*') ? parseArray(buffer, from, to, request)
				: parseInline(buffer, from, to, request);
		return complete ? this.position : INCOMPLETE;
	}

	private boolean parseArray(byte[] buffer, int from, int to, Request request) throws ProtocolException {
		this.position++;
		if (isNullLength(buffer, to)) {
			this.position += 4;
			return true;
		}
		int count = parseLength(buffer, to, "invalid multibulk length");
		if (count > request.capacity()) {
			throw new ProtocolException("invalid multibulk length: more than " + request.capacity() + " arguments");
		}
		for (int i = 0; i < count; i++) {
			if (this.position >= to) {
				return false;
			}
			if (buffer[this.position] != '$') {
				throw new ProtocolException("expected '$', got '" + (char) (buffer[this.position] & 0xff) + "'");
			}
			this.position++;
			int length = parseLength(buffer, to, "invalid bulk length");
			if (length < 0) {
				return false;
			}
			// Compared so that nothing can overflow: no side is more than the limit.
			if (length > this.maxRequestBytes - LINE_END_BYTES - (this.position - from)) {
				throw new ProtocolException("request is larger than " + this.maxRequestBytes + " bytes");
			}
			int end = this.position + length;
			if (end < to && buffer[end] != '\r' || end + 1 < to && buffer[end + 1] != '\n') {
				throw new ProtocolException("bulk string is not followed by CR LF");
			}
			if (end + LINE_END_BYTES > to) {
				return false;
			}
			request.add(this.position, length);
			this.position = end + LINE_END_BYTES;
		}
		return count >= 0;
	}

	/** Whether there is {@code -1 CR LF}, the null array, which is an empty request. */
	private boolean isNullLength(byte[] buffer, int to) {
		int at = this.position;
		return to - at >= 4 && buffer[at] == '-' && buffer[at + 1] == '1' && buffer[at + 2] == '\r'
				&& buffer[at + 3] == '\n';
	}

	/** Reads digits, CR and LF; -1 if they are not all there yet. */
	private int parseLength(byte[] buffer, int to, String message) throws ProtocolException {
		int start = this.position;
		int at = start;
		int value = 0;
		while (at < to && buffer[at] >= '0' && buffer[at] <= '9') {
			if (at - start == MAX_LENGTH_DIGITS || (at > start && value == 0)) {
				throw new ProtocolException(message);
			}
			value = value * 10 + (buffer[at] - '0');
			at++;
		}
		if (at == to) {
			return -1;
		}
		if (at == start && isBeginningOfNullLength(buffer, at, to)) {
			return -1;
		}
		if (at == start || buffer[at] != '\r') {
			throw new ProtocolException(message);
		}
		if (at + 1 == to) {
			return -1;
		}
		if (buffer[at + 1] != '\n') {
			throw new ProtocolException(message);
		}
		this.position = at + 2;
		return value;
	}

	/** Whether the input ends inside what may become {@code *-1 CR LF}. */
	private static boolean isBeginningOfNullLength(byte[] buffer, int at, int to) {
		byte[] nullLength = { '-', '1', '\r', '\n' };
		if (buffer[at - 1] != '*' || to - at >= nullLength.length) {
			return false;
		}
		for (int i = 0; at + i < to; i++) {
			if (buffer[at + i] != nullLength[i]) {
				return false;
			}
		}
		return true;
	}

	private boolean parseInline(byte[] buffer, int from, int to, Request request) throws ProtocolException {
		byte first = buffer[from];
		if (first < ' ' && first != '\r' && first != '\n' && first != '\t') {
			// Also all bytes from 0x80 on, being negative. A TLS hello begins with 0x16.
			throw new ProtocolException("expected '*' or an inline command, got byte 0x"
					+ Integer.toHexString(first & 0xff) + "; this port speaks RESP without TLS");
		}
		int searchEnd = (to - from > this.maxRequestBytes) ? from + this.maxRequestBytes : to;
		int lineEnd = from;
		while (lineEnd < searchEnd && buffer[lineEnd] != '\n') {
			lineEnd++;
		}
		if (lineEnd == searchEnd) {
			if (searchEnd - from == this.maxRequestBytes) {
				throw new ProtocolException("too big inline request: more than " + this.maxRequestBytes + " bytes");
			}
			return false;
		}
		this.position = lineEnd + 1;
		int end = (lineEnd > from && buffer[lineEnd - 1] == '\r') ? lineEnd - 1 : lineEnd;
		int at = from;
		while (at < end) {
			if (isSpace(buffer[at])) {
				at++;
				continue;
			}
			int word = at;
			while (at < end && !isSpace(buffer[at])) {
				at++;
			}
			if (request.isFull()) {
				throw new ProtocolException("more than " + request.capacity() + " arguments");
			}
			request.add(word, at - word);
		}
		return true;
	}

	private static boolean isSpace(byte b) {
		return b == ' ' || b == '\t';
	}

}
