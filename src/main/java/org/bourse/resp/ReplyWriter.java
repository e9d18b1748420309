package org.bourse.resp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Encodes replies into a buffer of its own. An array, map or push is begun with the
 * number of its elements, which are then written one after the other. What version 2 of
 * the protocol lacks is written in its version 2 form. For one thread.
 */
public final class ReplyWriter {

	private static final int MAX_ERROR_CHARACTERS = 512;

	private static final int MAX_NUMBER_DIGITS = 20;

	private static final int ENCODED_CAPACITY = 32;

	private static final byte[] NULL_BULK = "$-1\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NULL_ARRAY = "*-1\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] NULL_3 = "_\r\n".getBytes(StandardCharsets.US_ASCII);

	private final int initialCapacity;

	private byte[] buffer;

	private int size;

	private boolean version3;

	/**
	 * @param initialCapacity bytes that are held all the time; what a large reply needs
	 * above is given back by {@link #clear}
	 */
	public ReplyWriter(int initialCapacity) {
		this.initialCapacity = initialCapacity;
		this.buffer = new byte[initialCapacity];
	}

	/**
	 * @param version 2 or 3, of the client for whom the next replies are
	 */
	public void useVersion(int version) {
		this.version3 = version == 3;
	}

	/** How many bytes were written since the last {@link #clear}. */
	public int size() {
		return this.size;
	}

	/** Forgets all that was written. */
	public void clear() {
		this.size = 0;
		if (this.buffer.length > this.initialCapacity) {
			this.buffer = new byte[this.initialCapacity];
		}
	}

	/**
	 * Takes back what was written behind an index.
	 * @param size a former {@link #size}
	 */
	public void truncate(int size) {
		this.size = Math.min(this.size, size);
	}

	/** Copies what was written from an index on. */
	public byte[] copyFrom(int index) {
		return Arrays.copyOfRange(this.buffer, index, this.size);
	}

	/**
	 * Sends as much of what was written as the channel takes.
	 * @param transfer a direct buffer through which the bytes go, so that the JDK needs
	 * none of its own
	 * @return how many bytes were taken
	 */
	public int sendTo(WritableByteChannel channel, ByteBuffer transfer) throws IOException {
		int sent = 0;
		while (sent < this.size) {
			transfer.clear();
			int length = Math.min(transfer.capacity(), this.size - sent);
			transfer.put(this.buffer, sent, length).flip();
			int taken = channel.write(transfer);
			sent += taken;
			if (taken < length) {
				break;
			}
		}
		return sent;
	}

	/**
	 * A reply that was encoded before.
	 * @param reply from {@link #encode}
	 */
	public void encoded(byte[] reply) {
		bytes(reply);
	}

	/**
	 * Encodes what is to be written again and again.
	 * @param reply writes it, to a writer of version 2
	 */
	public static byte[] encode(Consumer<ReplyWriter> reply) {
		ReplyWriter writer = new ReplyWriter(ENCODED_CAPACITY);
		reply.accept(writer);
		return writer.copyFrom(0);
	}

	/**
	 * A short text on a line of its own.
	 * @param text without line ends
	 */
	public void simpleString(String text) {
		line('+', text);
	}

	/**
	 * An error. Its first word is for machines, in upper case.
	 * @param message may hold what a client sent: control characters are replaced and it
	 * is cut to 512 characters
	 */
	public void error(String message) {
		int length = Math.min(message.length(), MAX_ERROR_CHARACTERS);
		reserve(length + 3);
		this.buffer[this.size++] = '-';
		for (int i = 0; i < length; i++) {
			char c = message.charAt(i);
			this.buffer[this.size++] = (Character.isISOControl(c) || c > 0xff) ? (byte) '?' : (byte) c;
		}
		lineEnd();
	}

	public void integer(long value) {
		header(':', value);
	}

	/** A text of any content; characters beyond ISO 8859-1 become question marks. */
	public void bulkString(String text) {
		header('$', text.length());
		reserve(text.length() + 2);
		characters(text);
		lineEnd();
	}

	/** A text, or the null where a text was expected. */
	public void bulkStringOrNull(@Nullable String text) {
		if (text != null) {
			bulkString(text);
		}
		else {
			bytes(this.version3 ? NULL_3 : NULL_BULK);
		}
	}

	/** The null where an array or a map was expected. */
	public void nullArray() {
		bytes(this.version3 ? NULL_3 : NULL_ARRAY);
	}

	/**
	 * Begins an array.
	 * @param elements how many follow
	 */
	public void array(int elements) {
		header('*', elements);
	}

	/**
	 * Begins a map; in version 2, an array of keys and values in turn.
	 * @param entries how many keys, each with its value, follow
	 */
	public void map(int entries) {
		if (this.version3) {
			header('%', entries);
		}
		else {
			header('*', entries * 2L);
		}
	}

	/**
	 * Begins what was not asked for just now; in version 2, an array.
	 * @param elements how many follow
	 */
	public void push(int elements) {
		header(this.version3 ? '>' : '*', elements);
	}

	private void header(char type, long value) {
		reserve(MAX_NUMBER_DIGITS + 3);
		this.buffer[this.size++] = (byte) type;
		if (value >= 0 && value <= 9) {
			this.buffer[this.size++] = (byte) ('0' + value);
		}
		else {
			characters(Long.toString(value));
		}
		lineEnd();
	}

	private void line(char type, String text) {
		reserve(text.length() + 3);
		this.buffer[this.size++] = (byte) type;
		characters(text);
		lineEnd();
	}

	private void characters(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			this.buffer[this.size++] = (c > 0xff) ? (byte) '?' : (byte) c;
		}
	}

	private void lineEnd() {
		this.buffer[this.size++] = '\r';
		this.buffer[this.size++] = '\n';
	}

	private void bytes(byte[] bytes) {
		reserve(bytes.length);
		System.arraycopy(bytes, 0, this.buffer, this.size, bytes.length);
		this.size += bytes.length;
	}

	private void reserve(int more) {
		if (this.buffer.length - this.size < more) {
			this.buffer = Arrays.copyOf(this.buffer, Math.max(this.buffer.length * 2, this.size + more));
		}
	}

}
