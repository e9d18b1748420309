package org.bourse.resp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A request as it lies in the input buffer: the places of its arguments, the first of
 * which is the command's name. It is filled anew by each {@link RequestParser#parse} and
 * valid until the buffer changes. For one thread.
 */
public final class Request {

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private byte[] buffer = {};

	private int size;

	private final int[] offsets;

	private final int[] lengths;

	/**
	 * @param maxArguments the most arguments that a request may have, the name counted
	 */
	public Request(int maxArguments) {
		this.offsets = new int[maxArguments];
		this.lengths = new int[maxArguments];
	}

	void clear(byte[] buffer) {
		this.buffer = buffer;
		this.size = 0;
	}

	boolean isFull() {
		return this.size == this.offsets.length;
	}

	int capacity() {
		return this.offsets.length;
	}

	void add(int offset, int length) {
		this.offsets[this.size] = offset;
		this.lengths[this.size] = length;
		this.size++;
	}

	/**
	 * How many arguments there are, the name counted; 0 for an empty request, which gets
	 * no reply.
	 */
	public int size() {
		return this.size;
	}

	/** How many bytes an argument has. */
	int length(int index) {
		return this.lengths[index];
	}

	/**
	 * Up to eight bytes of an argument as a number, the first of them in its highest
	 * bits, zeros for what is behind the argument's end.
	 * @param from the index in the argument of the first of them
	 */
	long eightBytes(int index, int from) {
		int count = this.lengths[index] - from;
		if (count <= 0) {
			return 0;
		}
		int at = this.offsets[index] + from;
		if (at + Long.BYTES <= this.buffer.length) {
			long bytes = (long) LONG.get(this.buffer, at);
			return (count >= Long.BYTES) ? bytes : bytes & (-1L << Long.SIZE - Byte.SIZE * count);
		}
		long bytes = 0;
		for (int i = 0; i < Long.BYTES; i++) {
			bytes = bytes << Byte.SIZE | ((i < count) ? this.buffer[at + i] & 0xff : 0);
		}
		return bytes;
	}

	/** An argument as text, one character a byte. */
	public String text(int index) {
		return new String(this.buffer, this.offsets[index], this.lengths[index], StandardCharsets.ISO_8859_1);
	}

	/** An argument as text, ASCII letters in upper case, whatever the locale. */
	public String upperCaseText(int index) {
		byte[] upper = new byte[this.lengths[index]];
		for (int i = 0; i < upper.length; i++) {
			byte b = this.buffer[this.offsets[index] + i];
			upper[i] = (b >= 'a' && b <= 'z') ? (byte) (b - ('a' - 'A')) : b;
		}
		return new String(upper, StandardCharsets.ISO_8859_1);
	}

}
