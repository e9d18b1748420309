package org.bourse.faults;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a server and PostgreSQL, and now and then cuts the connection at the one
 * moment that matters: at a COMMIT. Each cut is a line on standard output.
 */
final class CommitCutter {

	/** Requests without a type, with which a connection begins. */
	private static final Set<Integer> NEGOTIATIONS = Set.of(80877103, 80877104);

	/** Where a connection is cut. */
	private enum Moment {

		BEFORE_COMMIT, AFTER_COMMIT_WAS_SENT, BEFORE_ANSWER

	}

	private final int target;

	private final int oneIn;

	private final Random random = new Random();

	private final AtomicInteger commits = new AtomicInteger();

	private CommitCutter(int target, int oneIn) {
		this.target = target;
		this.oneIn = oneIn;
	}

	/**
	 * @param arguments the port to listen at, that of PostgreSQL, and how many commits
	 * are let through for each that is cut
	 */
	public static void main(String... arguments) throws IOException {
		CommitCutter cutter = new CommitCutter(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
		try (ServerSocket listener = new ServerSocket(Integer.parseInt(arguments[0]), 50,
				InetAddress.getLoopbackAddress())) {
			System.out.println("listening");
			while (true) {
				cutter.connect(listener.accept());
			}
		}
	}

	private void connect(Socket client) throws IOException {
		Link link;
		try {
			link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), this.target));
		}
		catch (IOException ex) {
			client.close();
			return;
		}
		start(link, link::requests);
		start(link, link::answers);
	}

	private static void start(Link link, Pump pump) {
		Thread thread = new Thread(() -> {
			try (link) {
				pump.run();
			}
			catch (IOException ex) {
				// One end has closed, or it was cut.
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	private interface Pump {

		void run() throws IOException;

	}

	/**
	 * One connection.
	 */
	private final class Link implements AutoCloseable {

		private final Socket client;

		private final Socket database;

		/** Prepared statements that are a COMMIT; the unnamed one is "". */
		private final Set<String> commitStatements = new HashSet<>();

		/** The answer is kept back, and the connection cut. */
		private volatile boolean mute;

		private Link(Socket client, Socket database) throws IOException {
			this.client = client;
			this.database = database;
			client.setTcpNoDelay(true);
			database.setTcpNoDelay(true);
		}

		/** Each message, until the connection is cut at one. */
		private void requests() throws IOException {
			DataInputStream in = new DataInputStream(this.client.getInputStream());
			OutputStream out = this.database.getOutputStream();
			int code;
			do {
				byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
				out.write(ByteBuffer.allocate(Integer.BYTES + body.length)
					.putInt(Integer.BYTES + body.length)
					.put(body)
					.array());
				code = ByteBuffer.wrap(body).getInt();
			}
			while (NEGOTIATIONS.contains(code));
			boolean committing = false;
			while (true) {
				int type = in.readUnsignedByte();
				byte[] body = in.readNBytes(in.readInt() - Integer.BYTES);
				committing |= isCommit(type, body);
				Moment moment = null;
				// What belongs together ends with Sync; a simple query stands alone.
				if (committing && (type == 'S' || type == 'Q')) {
					committing = false;
					moment = next();
				}
				if (moment != null) {
					System.out.println(moment);
				}
				if (moment == Moment.BEFORE_COMMIT) {
					return;
				}
				this.mute = moment == Moment.BEFORE_ANSWER;
				out.write(ByteBuffer.allocate(1 + Integer.BYTES + body.length)
					.put((byte) type)
					.putInt(Integer.BYTES + body.length)
					.put(body)
					.array());
				if (moment == Moment.AFTER_COMMIT_WAS_SENT) {
					return;
				}
			}
		}

		private boolean isCommit(int type, byte[] body) {
			String[] texts = new String(body, StandardCharsets.ISO_8859_1).split("\0", 3);
			switch (type) {
				case 'Q' -> {
					return texts[0].equals("COMMIT");
				}
				case 'P' -> {
					if (texts[1].equals("COMMIT")) {
						this.commitStatements.add(texts[0]);
					}
					else {
						this.commitStatements.remove(texts[0]);
					}
					return false;
				}
				case 'B' -> {
					return this.commitStatements.contains(texts[1]);
				}
				default -> {
					return false;
				}
			}
		}

		private void answers() throws IOException {
			InputStream in = this.database.getInputStream();
			OutputStream out = this.client.getOutputStream();
			byte[] bytes = new byte[8192];
			int count;
			while ((count = in.read(bytes)) >= 0) {
				if (this.mute) {
					return;
				}
				out.write(bytes, 0, count);
			}
		}

		@Override
		public void close() throws IOException {
			this.client.close();
			this.database.close();
		}

	}

	private Moment next() {
		boolean cut = this.commits.incrementAndGet() % (this.oneIn + 1) == 0;
		return cut ? Moment.values()[this.random.nextInt(Moment.values().length)] : null;
	}

}
