package org.bourse.resp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Encodes requests, for the client side.
 */
public final class RequestEncoder {

	private RequestEncoder() {
	}

	/** A request as an array of bulk strings. */
	public static byte[] encode(String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(64);
		append(out, "*" + arguments.length + "\r\n");
		for (String argument : arguments) {
			byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
			append(out, "$" + bytes.length + "\r\n");
			out.writeBytes(bytes);
			append(out, "\r\n");
		}
		return out.toByteArray();
	}

	private static void append(ByteArrayOutputStream out, String text) {
		out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
	}

}
