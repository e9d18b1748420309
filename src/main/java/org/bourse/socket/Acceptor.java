package org.bourse.socket;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.bourse.log.FaultLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that always listens: it accepts clients and puts them into the task queue.
 * Whatever goes wrong it goes on, until it is stopped.
 */
final class Acceptor implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(Acceptor.class);

	private static final FaultLog failures = new FaultLog(logger);

	private static final long FIRST_BACK_OFF_MILLIS = 50;

	private static final long LONGEST_BACK_OFF_MILLIS = 1600;

	private final ServerSocket serverSocket;

	private final WorkerPool pool;

	private final SocketMeters meters;

	private final int maxConnections;

	/** Whether a client would not understand plain text. */
	private final boolean tls;

	/**
	 * Opened by {@link #stop}; also what the back-off waits for, so that it ends at once.
	 */
	private final CountDownLatch stopped = new CountDownLatch(1);

	private long lastId;

	private long backOffMillis;

	Acceptor(ServerSocket serverSocket, WorkerPool pool, SocketMeters meters, int maxConnections, boolean tls) {
		this.serverSocket = serverSocket;
		this.pool = pool;
		this.meters = meters;
		this.maxConnections = maxConnections;
		this.tls = tls;
	}

	@Override
	public void run() {
		while (this.stopped.getCount() > 0) {
			try {
				admit(this.serverSocket.accept());
				this.backOffMillis = 0;
			}
			catch (IOException | RuntimeException ex) {
				if (this.stopped.getCount() > 0) {
					backOff(ex);
				}
			}
		}
	}

	/** Out of descriptors, say: to try again at once would only burn a core. */
	private void backOff(Exception cause) {
		this.backOffMillis = (this.backOffMillis == 0) ? FIRST_BACK_OFF_MILLIS
				: Math.min(this.backOffMillis * 2, LONGEST_BACK_OFF_MILLIS);
		failures.warn(() -> "Cannot accept clients (open=" + this.meters.openConnections() + ", max="
				+ this.maxConnections + "), trying again in " + this.backOffMillis + " ms: " + cause);
		try {
			this.stopped.await(this.backOffMillis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.stopped.countDown();
		}
	}

	private void admit(Socket socket) {
		SocketChannel channel = socket.getChannel();
		if (this.meters.openConnections() >= this.maxConnections) {
			this.meters.rejectedByConnectionLimit();
			this.meters.faults().tooManyClients(this.maxConnections);
			reject(socket, "BUSY max number of clients reached (max=" + this.maxConnections + ")");
			return;
		}
		this.meters.connectionOpened();
		if (!this.pool.submit(new AcceptedClient(++this.lastId, channel, System.nanoTime()))) {
			this.meters.connectionClosed();
			this.meters.rejectedByFullQueue();
			this.meters.faults().taskQueueFull();
			reject(socket, "BUSY task queue full, try later");
		}
	}

	/**
	 * The message is short enough for an empty socket buffer, so that this does not
	 * block.
	 */
	private void reject(Socket socket, String error) {
		try (socket) {
			if (this.tls) {
				return;
			}
			OutputStream out = socket.getOutputStream();
			out.write(("-" + error + "\r\n").getBytes(StandardCharsets.US_ASCII));
			socket.shutdownOutput();
			// To close with unread input would reset the connection, and the message
			// could be lost.
			socket.getInputStream().skip(socket.getInputStream().available());
		}
		catch (IOException ex) {
			logger.debug("A client was gone before it was turned away", ex);
		}
	}

	/**
	 * Ends the loop, frees the port and waits until no more clients are put into the
	 * queue.
	 * @param thread the one that runs this acceptor
	 */
	void stop(Thread thread) {
		this.stopped.countDown();
		try {
			this.serverSocket.close();
		}
		catch (IOException ex) {
			logger.warn("The listening socket was not closed cleanly", ex);
		}
		try {
			thread.join(LONGEST_BACK_OFF_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
