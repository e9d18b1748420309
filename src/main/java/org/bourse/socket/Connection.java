package org.bourse.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Arrays;

import org.bourse.resp.ReplyWriter;
import org.bourse.socket.Conversation.Pause;

/**
 * A client's socket, without blocking: what came and is not run yet, what is to be sent
 * and was not taken yet, and how long either may take. Owned by one worker and used on
 * its thread only, but for {@link #wake}.
 * <p>
 * While the client does not take its replies, or its next request has to wait for writes,
 * it is not read. While it is idle it holds no buffer.
 */
final class Connection {

	/**
	 * A client that was told why it is cut off gets this time to read it; closing at once
	 * could lose the message.
	 */
	private static final long LINGER_NANOS = 2_000_000_000L;

	/** What it may send meanwhile. */
	private static final int MAX_DISCARDED_BYTES = 1024 * 1024;

	/**
	 * What those who have not shown the token that they need may leave unfinished or
	 * unread, each: what all hold together is for those who have. A token has 1024 at
	 * most.
	 */
	static final int MAX_STRANGER_BYTES = 4096;

	private static final byte[] NOTHING = {};

	private final Worker worker;

	private final Transport transport;

	private final SelectionKey key;

	private final Session session;

	private final Conversation conversation;

	/** Came and is not run yet. */
	private byte[] input = NOTHING;

	/** Is to be sent and was not taken yet. */
	private byte[] output = NOTHING;

	/** How much of the output was taken. */
	private int outputSent;

	/** What input and output have of the budget. */
	private int budgetedBytes;

	/** Whether the client will send no more. */
	private boolean inputEnded;

	/** Whether the last reply was sent, and what still comes is thrown away. */
	private boolean lingering;

	/** Whether the worker has been asked for another turn. */
	private boolean turnPending;

	private boolean closed;

	private int discardedBytes;

	/** When something came, was taken or was answered last. */
	private long lastActiveNanos;

	/** When its token was known last, or it came. */
	private long lastKnownNanos;

	/**
	 * Since when the wait lasts that {@link #input}, {@link #output} or
	 * {@link #lingering} tells of.
	 */
	private long waitingSinceNanos;

	Connection(Worker worker, Transport transport, SelectionKey key, long clientId, CommandTable commands,
			int maxInFlight) throws IOException {
		this.worker = worker;
		this.transport = transport;
		this.key = key;
		this.session = new Session(clientId, transport.socket().getRemoteAddress(), commands.stranger(), this::answered,
				this::news);
		this.conversation = new Conversation(this.session, commands, worker.meters(), maxInFlight);
		this.lastActiveNanos = worker.nowNanos();
		this.lastKnownNanos = this.lastActiveNanos;
	}

	/** The socket can be read or written. */
	void ready() throws IOException {
		if (this.key.isWritable() && hasOutput()) {
			sendOutput();
		}
		else if (this.key.isReadable()) {
			if (this.lingering) {
				discard();
			}
			// Else what came earlier has its turn first, and the selector will tell
			// again.
			else if (this.conversation.pause() == Pause.INPUT) {
				receive();
			}
		}
	}

	/** Has the worker call {@link #resume}. On any thread. */
	private void answered() {
		this.worker.answered(this);
	}

	/** Likewise, after those who have asked for something. */
	private void news() {
		this.worker.news(this);
	}

	/** Its turn has come again. */
	void takeTurn() throws IOException {
		this.turnPending = false;
		if (this.transport.hasUnread() && mayProceed() && this.conversation.pause() == Pause.INPUT) {
			receive();
		}
		else {
			resume();
		}
	}

	/** Goes on with what had to wait. */
	void resume() throws IOException {
		if (mayProceed()) {
			proceed(restoreInput());
		}
	}

	private boolean mayProceed() {
		return !this.closed && !this.lingering && !hasOutput();
	}

	private void receive() throws IOException {
		int length = restoreInput();
		int count = this.worker.bench().read(this.transport, length);
		if (count < 0) {
			this.inputEnded = true;
		}
		else {
			length += count;
		}
		proceed(length);
	}

	/**
	 * Does all that can be done now. There is no output when this is called.
	 * @param length how much of the workbench's input is filled
	 */
	private void proceed(int length) throws IOException {
		this.lastActiveNanos = this.worker.nowNanos();
		Workbench bench = this.worker.bench();
		ReplyWriter reply = bench.reply();
		try {
			int end = this.conversation.advance(bench, length);
			keepInput(end, length);
			// To one that has hung up, there would be no end of it.
			boolean pushesLeft = !this.inputEnded && this.conversation.push(reply);
			int sent = reply.sendTo(this.transport, bench.transfer());
			if (sent < reply.size() || this.transport.hasUnsent()) {
				keepOutput(reply.copyFrom(sent));
				if (isStrangerWithTooMuch()) {
					close(CloseReason.BUFFERS_FULL);
					return;
				}
			}
			if (this.session.endReason() == CloseReason.HTTP) {
				close();
				return;
			}
			if (!isWithinBudget()) {
				close(CloseReason.BUFFERS_FULL);
				return;
			}
			goOn(pushesLeft);
		}
		finally {
			reply.clear();
		}
	}

	/** Decides what to wait for next. */
	private void goOn(boolean pushesLeft) throws IOException {
		if (hasOutput()) {
			waitFor(SelectionKey.OP_WRITE);
		}
		else if (this.session.endReason() != null) {
			linger();
		}
		else if (this.conversation.pause() == Pause.TURN) {
			takeTurnLater();
		}
		else if (this.inputEnded) {
			if (this.conversation.hasWritesInFlight()) {
				waitFor(0);
			}
			else {
				close();
			}
		}
		else {
			if (pushesLeft || this.transport.hasUnread()) {
				takeTurnLater();
			}
			waitFor((this.conversation.pause() == Pause.WRITES) ? 0 : SelectionKey.OP_READ);
		}
	}

	private void takeTurnLater() {
		if (!this.turnPending) {
			this.turnPending = true;
			this.worker.runLater(this);
		}
	}

	private void waitFor(int operations) {
		if (this.key.interestOps() != operations) {
			this.key.interestOps(operations);
		}
	}

	private void sendOutput() throws IOException {
		ByteBuffer transfer = this.worker.bench().transfer();
		while (this.outputSent < this.output.length) {
			transfer.clear();
			int length = Math.min(transfer.capacity(), this.output.length - this.outputSent);
			transfer.put(this.output, this.outputSent, length).flip();
			int taken = this.transport.write(transfer);
			if (taken > 0) {
				this.outputSent += taken;
				this.waitingSinceNanos = this.worker.nowNanos();
			}
			if (taken < length) {
				return;
			}
		}
		if (this.transport.flush()) {
			this.output = NOTHING;
			this.outputSent = 0;
			proceed(restoreInput());
		}
	}

	private boolean hasOutput() {
		return this.outputSent < this.output.length || this.transport.hasUnsent();
	}

	private void keepOutput(byte[] bytes) {
		this.output = bytes;
		this.outputSent = 0;
		this.waitingSinceNanos = this.worker.nowNanos();
	}

	private boolean isStrangerWithTooMuch() {
		return this.input.length + this.output.length > MAX_STRANGER_BYTES && this.session.caller().isStranger();
	}

	/** Accounts for what is kept; false if all clients together keep too much. */
	private boolean isWithinBudget() {
		int bytes = this.input.length + this.output.length + this.transport.heldBytes();
		if (!this.worker.budget().change(bytes - this.budgetedBytes)) {
			return false;
		}
		this.budgetedBytes = bytes;
		return true;
	}

	/** Puts what was kept back on the workbench; returns how much it is. */
	private int restoreInput() {
		System.arraycopy(this.input, 0, this.worker.bench().input(), 0, this.input.length);
		return this.input.length;
	}

	/** Keeps what was not run. */
	private void keepInput(int from, int to) {
		if (from == to) {
			this.input = NOTHING;
			return;
		}
		if (from > 0 || this.input.length == 0) {
			// Another request has begun.
			this.waitingSinceNanos = this.worker.nowNanos();
		}
		this.input = Arrays.copyOfRange(this.worker.bench().input(), from, to);
	}

	/** Ends the connection in a way that lets the client read what it was told. */
	private void linger() throws IOException {
		if (this.inputEnded) {
			close();
			return;
		}
		this.transport.shutdownOutput();
		this.lingering = true;
		this.input = NOTHING;
		isWithinBudget();
		this.waitingSinceNanos = this.worker.nowNanos();
		waitFor(SelectionKey.OP_READ);
	}

	private void discard() throws IOException {
		int count = this.worker.bench().read(this.transport.socket(), 0);
		this.discardedBytes += Math.max(count, 0);
		if (count < 0 || this.discardedBytes > MAX_DISCARDED_BYTES) {
			close();
		}
	}

	/** Ends the connection if it has made the server wait for too long. */
	void checkTimeouts(SocketProperties properties) throws IOException {
		if (this.closed) {
			return;
		}
		long now = this.worker.nowNanos();
		long waitingNanos = now - this.waitingSinceNanos;
		if (!this.session.caller().isStranger()) {
			this.lastKnownNanos = now;
		}
		if (this.lingering) {
			if (waitingNanos > LINGER_NANOS) {
				close();
			}
		}
		else if (this.transport.isOverdue(now, properties.requestTimeout())) {
			close(CloseReason.REQUEST_TIMEOUT);
		}
		else if (hasOutput()) {
			if (isOver(properties.replyTimeout(), waitingNanos)) {
				close(CloseReason.REPLY_TIMEOUT);
			}
		}
		else if (this.conversation.hasWritesInFlight()) {
			// It is the server that makes the client wait.
			return;
		}
		else if (this.input.length > 0 && this.conversation.pause() == Pause.INPUT) {
			if (isOver(properties.requestTimeout(), waitingNanos)) {
				endWith("ERR request not finished within " + properties.requestTimeout().toMillis() + " ms",
						CloseReason.REQUEST_TIMEOUT);
			}
		}
		else if (!this.session.isSubscriber() && isOver(properties.idleTimeout(), now - this.lastActiveNanos)) {
			close(CloseReason.IDLE);
		}
		// Not since it was active: one that sends PING again and again would keep its
		// place.
		else if (isOver(properties.requestTimeout(), now - this.lastKnownNanos)) {
			close(CloseReason.IDLE);
		}
	}

	private static boolean isOver(Duration timeout, long nanos) {
		return !timeout.isZero() && nanos > timeout.toNanos();
	}

	private void endWith(String error, CloseReason reason) throws IOException {
		Workbench bench = this.worker.bench();
		bench.reply().error(error);
		bench.reply().sendTo(this.transport, bench.transfer());
		bench.reply().clear();
		this.session.end(reason);
		linger();
	}

	/**
	 * The server stops and the client goes on asking: what it asked next is refused, and
	 * what follows thrown away. Not before what it is owed was taken.
	 */
	void refuseMore() throws IOException {
		if (!this.closed && !this.lingering && !hasOutput() && !this.conversation.hasWritesInFlight()) {
			endWith("UNAVAILABLE the server is stopping", CloseReason.SHUTDOWN);
		}
	}

	/** Its TLS has failed, and it was told so: lets it read that. */
	void refuseTls() {
		this.session.end(CloseReason.TLS);
		if (this.closed || this.lingering) {
			close();
			return;
		}
		try {
			linger();
		}
		catch (IOException ex) {
			close();
		}
	}

	/** Whether nothing is under way: no reply is owed for what was read. */
	boolean isQuiet() {
		return this.lingering
				|| (!hasOutput() && this.conversation.pause() == Pause.INPUT && !this.conversation.hasWritesInFlight());
	}

	/**
	 * The server stops and can wait no longer: says so as far as the socket takes it, and
	 * closes it.
	 */
	void abandon() throws IOException {
		Workbench bench = this.worker.bench();
		try {
			if (!hasOutput()) {
				this.conversation.writeUnanswered(bench.reply());
				bench.reply().sendTo(this.transport, bench.transfer());
			}
		}
		finally {
			bench.reply().clear();
			close(CloseReason.SHUTDOWN);
		}
	}

	/** Closes the socket for a reason that is counted. */
	void close(CloseReason reason) {
		this.session.end(reason);
		close();
	}

	/**
	 * Closes the socket, gives back what it held and counts why, if the server wanted it.
	 * Again: does nothing.
	 */
	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.conversation.cancel();
		this.session.unsubscribe();
		this.worker.budget().change(-this.budgetedBytes);
		this.worker.closed(this.key, this.transport, this.session);
	}

}
