package org.bourse.client.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;

/**
 * Finds the outcomes in replies to lookups and orders, which all are lines. Makes no
 * objects, so that it is not the scanner that is measured. For one thread.
 */
final class ReplyScanner {

	/** Enough to tell replies apart. */
	private final byte[] head = new byte[16];

	private int length;

	/**
	 * Reads all there is. A line that is not whole goes on with the next call.
	 */
	void scan(ByteBuf in, Consumer<Outcome> replies) {
		while (in.isReadable()) {
			byte b = in.readByte();
			if (b == '\n') {
				Outcome outcome = outcome();
				// The next line may be shorter.
				Arrays.fill(this.head, (byte) 0);
				this.length = 0;
				replies.accept(outcome);
			}
			else {
				if (this.length < this.head.length) {
					this.head[this.length] = b;
				}
				this.length++;
			}
		}
	}

	private Outcome outcome() {
		return switch (this.head[0]) {
			case '+' -> Outcome.FOUND;
			case ':' -> switch (this.head[1]) {
				case '1' -> Outcome.EXECUTED;
				case '0' -> Outcome.REFUSED;
				case '-' -> (this.head[2] == '1') ? Outcome.UNKNOWN_STOCK : Outcome.ERROR;
				default -> Outcome.ERROR;
			};
			case '-' -> switch (word()) {
				case "BUSY" -> Outcome.BUSY;
				case "UNAVAILABLE" -> Outcome.UNAVAILABLE;
				case "UNKNOWN" -> Outcome.UNKNOWN;
				default -> Outcome.ERROR;
			};
			default -> Outcome.ERROR;
		};
	}

	/** The first word of a fault. */
	private String word() {
		int end = 1;
		while (end < Math.min(this.length, this.head.length) && this.head[end] != ' ' && this.head[end] != '\r') {
			end++;
		}
		return new String(this.head, 1, end - 1, StandardCharsets.ISO_8859_1);
	}

}
