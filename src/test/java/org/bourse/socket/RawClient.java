package org.bourse.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.resp.ReplyReader;

/**
 * A client that sends whatever it is told to.
 */
public final class RawClient implements AutoCloseable {

	/** A test that waits longer has failed. */
	private static final int TIMEOUT_MILLIS = 20_000;

	private final Socket socket;

	private final ReplyReader replies;

	public RawClient(int port) throws IOException {
		this(new Socket(InetAddress.getLoopbackAddress(), port));
	}

	/** Speaks through a socket that is connected already. */
	public RawClient(Socket socket) throws IOException {
		this.socket = socket;
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.replies = new ReplyReader(this.socket.getInputStream());
	}

	/** Sends a text in one piece, one byte a character. */
	public RawClient send(String text) throws IOException {
		this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		return this;
	}

	/** Says that no more will come. */
	public RawClient endOutput() throws IOException {
		this.socket.shutdownOutput();
		return this;
	}

	public Reply read() throws IOException, ProtocolException {
		return this.replies.read();
	}

	/** Sends an inline command and reads its reply. */
	public Reply ask(String line) throws IOException, ProtocolException {
		return send(line + "\r\n").read();
	}

	/**
	 * All that comes until the server ends the connection; not to be mixed with
	 * {@link #read}.
	 */
	public String readAll() throws IOException {
		return new String(this.socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	/** So many bytes; not to be mixed with {@link #read}. */
	String readBytes(int count) throws IOException {
		return new String(this.socket.getInputStream().readNBytes(count), StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
