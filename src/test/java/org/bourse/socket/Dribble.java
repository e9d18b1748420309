package org.bourse.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A bad network in front of a server, for one client: it cuts what the client sends into
 * single bytes, or keeps it back. What the server sends goes through.
 */
final class Dribble implements AutoCloseable {

	private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

	private final Socket server;

	private final boolean byteByByte;

	private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();

	private boolean holding;

	private boolean ended;

	private int left = Integer.MAX_VALUE;

	Dribble(int serverPort) throws IOException {
		this(serverPort, true);
	}

	private Dribble(int serverPort, boolean byteByByte) throws IOException {
		this.server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
		this.server.setTcpNoDelay(true);
		this.byteByByte = byteByByte;
		Thread thread = new Thread(this::serve, "dribble");
		thread.setDaemon(true);
		thread.start();
	}

	static Dribble inOnePiece(int serverPort) throws IOException {
		return new Dribble(serverPort, false);
	}

	int port() {
		return this.listening.getLocalPort();
	}

	/** From now on nothing gets through. */
	synchronized void holdBack() {
		this.holding = true;
	}

	/** All that was held back gets through in one piece, when its end has come. */
	synchronized void letGo() throws IOException, InterruptedException {
		while (!this.ended) {
			wait();
		}
		this.server.getOutputStream().write(this.heldBack.toByteArray());
		this.server.shutdownOutput();
	}

	/** Of what comes from now on so many bytes get through, and nothing more. */
	synchronized void cutAfter(int bytes) {
		this.left = bytes;
	}

	private void serve() {
		try (Socket client = this.listening.accept()) {
			Thread back = new Thread(() -> copyBack(client), "dribble-back");
			back.setDaemon(true);
			back.start();
			byte[] piece = new byte[64 * 1024];
			InputStream in = client.getInputStream();
			for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
				pass(piece, count);
			}
			end();
			back.join();
		}
		catch (IOException | InterruptedException ex) {
			// One of the two has gone.
		}
	}

	private synchronized void pass(byte[] piece, int count) throws IOException {
		if (this.holding) {
			this.heldBack.write(piece, 0, count);
			return;
		}
		int passed = Math.min(count, this.left);
		this.left -= (this.left == Integer.MAX_VALUE) ? 0 : passed;
		for (int at = 0; at < passed; at += this.byteByByte ? 1 : passed) {
			this.server.getOutputStream().write(piece, at, this.byteByByte ? 1 : passed);
		}
	}

	private synchronized void end() throws IOException {
		this.ended = true;
		notifyAll();
		if (!this.holding && this.left == Integer.MAX_VALUE) {
			this.server.shutdownOutput();
		}
	}

	private void copyBack(Socket client) {
		try {
			OutputStream out = client.getOutputStream();
			this.server.getInputStream().transferTo(out);
			client.shutdownOutput();
		}
		catch (IOException ex) {
			// One of the two has gone.
		}
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		this.server.close();
	}

}
