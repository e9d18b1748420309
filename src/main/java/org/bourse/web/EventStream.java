package org.bourse.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import org.bourse.domain.Stock;
import org.bourse.feed.Subscription;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;

/**
 * One stream of events. It writes only while the client takes what is written, on the
 * streams' thread, and no thread ever waits for it: whoever does not read finds the
 * newest states later.
 */
final class EventStream implements WriteListener, AsyncListener {

	/** Written in one go, after which it is asked again whether the client keeps up. */
	private static final int BATCH_CHARACTERS = 8 * 1024;

	private static final int EVENT_CHARACTERS = 300;

	private final EventStreams streams;

	private final AsyncContext async;

	private final ServletOutputStream out;

	/** Closes the connection, with what the client did not take. */
	private final Runnable closer;

	/**
	 * Held while the connection is closed, so that the container does not use it for
	 * another client meanwhile. Never taken by {@link #onComplete}, which the container
	 * calls with a lock of its own that closing needs.
	 */
	private final Object closing = new Object();

	private final AtomicBoolean left = new AtomicBoolean();

	private final AtomicBoolean completed = new AtomicBoolean();

	/** Set once, before the container can call. */
	private volatile @Nullable Subscription subscription;

	/** Whether the container has said that it may be written; publishes the rest. */
	private volatile boolean writable;

	/** What is to be written next. The streams' thread's, as what follows. */
	private final StringBuilder batch = new StringBuilder("retry: 2000\n\n");

	private boolean isReadyTold;

	private int snapshot;

	private boolean isFlushed;

	private boolean ending;

	private boolean isEndTold;

	/** Whether the client has to take something before it is written to again. */
	private volatile boolean isHeldUp;

	private long heldUpSinceNanos;

	/**
	 * @param closer see {@link ConnectionCloser}
	 */
	EventStream(EventStreams streams, AsyncContext async, Runnable closer) throws IOException {
		this.streams = streams;
		this.async = async;
		this.closer = closer;
		HttpServletResponse response = (HttpServletResponse) async.getResponse();
		response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8);
		// Or a proxy in between would collect events.
		response.setHeader("X-Accel-Buffering", "no");
		this.out = response.getOutputStream();
	}

	/**
	 * @param subscribe makes the subscription, given what to call when there is something
	 */
	void begin(Function<Runnable, Subscription> subscribe) {
		try {
			this.async.setTimeout(0);
			this.async.addListener(this);
			this.subscription = subscribe.apply(this::wake);
			this.out.setWriteListener(this);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private void wake() {
		this.streams.run(this::drain);
	}

	@Override
	public void onWritePossible() {
		this.writable = true;
		wake();
	}

	/** A comment, so that a client and all in between know that the stream lives. */
	void beat() {
		if (this.batch.isEmpty()) {
			this.batch.append(":\n\n");
		}
		drain();
	}

	/** Tells the client what it is owed, that there will be no more, and closes. */
	void end() {
		this.ending = true;
		drain();
	}

	/** Whether the client has left untaken what was written last. */
	boolean isHeldUp() {
		return this.isHeldUp;
	}

	/** Cuts off a client that has not taken what was written for so long. */
	void cutOffIfStalled(long timeoutNanos) {
		if (this.isHeldUp && System.nanoTime() - this.heldUpSinceNanos > timeoutNanos) {
			cutOff(this.streams::stalled);
		}
	}

	/** Closes the connection at once, as the server stops. What is waiting is lost. */
	void cutOff() {
		cutOff(this.streams::cutAtStop);
	}

	/**
	 * @param count for those who ask why
	 */
	private void cutOff(Runnable count) {
		synchronized (this.closing) {
			if (leave()) {
				count.run();
				this.closer.run();
			}
		}
	}

	private void drain() {
		Subscription from = this.subscription;
		if (!this.writable || from == null || this.left.get()) {
			return;
		}
		try {
			while (this.out.isReady()) {
				this.isHeldUp = false;
				collect(from);
				if (!this.batch.isEmpty()) {
					this.out.write(this.batch.toString().getBytes(StandardCharsets.UTF_8));
					this.batch.setLength(0);
					this.isFlushed = false;
				}
				else if (!this.isFlushed) {
					this.out.flush();
					this.isFlushed = true;
				}
				else {
					if (this.isEndTold) {
						close();
					}
					return;
				}
			}
			if (!this.isHeldUp) {
				this.isHeldUp = true;
				this.heldUpSinceNanos = System.nanoTime();
			}
		}
		catch (IOException | RuntimeException ex) {
			// The client went away; what Tomcat has taken apart by then throws anything.
			close();
		}
	}

	private void collect(Subscription from) {
		while (this.batch.length() < BATCH_CHARACTERS - EVENT_CHARACTERS) {
			// In this order: what is pending at the end can still be taken.
			boolean isLast = this.ending || from.isEnded();
			Stock stock = from.poll();
			if (stock != null) {
				this.snapshot += this.isReadyTold ? 0 : 1;
				append("stock", this.streams.quotes().of(stock));
			}
			tellReady(from);
			if (stock == null) {
				if (isLast && !this.isEndTold) {
					this.isEndTold = true;
					append("end", "{\"reason\":\"server is stopping\"}");
				}
				return;
			}
		}
	}

	private void tellReady(Subscription from) {
		if (!this.isReadyTold && from.isSnapshotTaken()) {
			this.isReadyTold = true;
			append("ready", "{\"stocks\":" + this.snapshot + "}");
		}
	}

	private void append(String event, String data) {
		this.batch.append("event: ")
			.append(event)
			.append("\nid: ")
			.append(this.streams.nextId())
			.append("\ndata: ")
			.append(data)
			.append("\n\n");
	}

	private void close() {
		leave();
		complete();
	}

	private void complete() {
		if (this.completed.compareAndSet(false, true)) {
			try {
				this.async.complete();
			}
			catch (RuntimeException ex) {
				// The container was faster.
			}
		}
	}

	private boolean leave() {
		boolean first = this.left.compareAndSet(false, true);
		if (first) {
			Subscription from = this.subscription;
			if (from != null) {
				from.close();
			}
			this.streams.left(this);
		}
		return first;
	}

	/** The container is done with the connection when this has returned. */
	private void failed() {
		synchronized (this.closing) {
			leave();
		}
		complete();
	}

	@Override
	public void onError(Throwable failure) {
		failed();
	}

	@Override
	public void onError(AsyncEvent event) {
		failed();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		failed();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		leave();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
	}

}
