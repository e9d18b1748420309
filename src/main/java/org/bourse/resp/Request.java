package org.bourse.resp;

import java.nio.charset.StandardCharsets;

/**
 * A request as it lies in the input buffer: the places of its arguments, the first of
 * which is the command's name. It is filled anew by each {@link RequestParser#parse} and
 * valid until the buffer changes. For one thread.
 */
public final class Request {

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
