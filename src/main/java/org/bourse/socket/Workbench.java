package org.bourse.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.resp.RequestParser;

/**
 * The buffers and tools of one worker, used by the connection whose turn it is and empty
 * between two turns: an idle connection holds none. For the worker's thread.
 */
final class Workbench {

	private static final int TRANSFER_BYTES = 64 * 1024;

	/**
	 * What may lie behind the last whole request is a request at its limit, give or take
	 * a line end.
	 */
	private static final int SLACK_BYTES = 64;

	private static final int REPLY_BYTES = 64 * 1024;

	/**
	 * Direct, so that the JDK needs no buffers of its own between here and the socket.
	 */
	private final ByteBuffer transfer = ByteBuffer.allocateDirect(TRANSFER_BYTES);

	private final byte[] input;

	private final RequestParser parser;

	private final Request request;

	private final ReplyWriter reply = new ReplyWriter(REPLY_BYTES);

	Workbench(SocketProperties properties) {
		int maxRequestBytes = (int) properties.maxRequestSize().toBytes();
		// Room for a whole unfinished request and as much again as one read brings.
		this.input = new byte[maxRequestBytes + SLACK_BYTES + TRANSFER_BYTES];
		this.parser = new RequestParser(maxRequestBytes);
		this.request = new Request(properties.maxArguments());
	}

	/** The bytes under work. */
	byte[] input() {
		return this.input;
	}

	RequestParser parser() {
		return this.parser;
	}

	Request request() {
		return this.request;
	}

	ReplyWriter reply() {
		return this.reply;
	}

	/** Through which replies go to the socket. */
	ByteBuffer transfer() {
		return this.transfer;
	}

	/**
	 * Reads once from a channel into the input.
	 * @param at where to put it
	 * @return how many bytes came; -1 if the client will send no more
	 */
	int read(ReadableByteChannel channel, int at) throws IOException {
		this.transfer.clear().limit(Math.min(TRANSFER_BYTES, this.input.length - at));
		int count = channel.read(this.transfer);
		if (count > 0) {
			this.transfer.flip().get(this.input, at, count);
		}
		return count;
	}

}
