package org.bourse.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Counter;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off who sends the head of a request byte by byte, to keep a connection: Tomcat's
 * own time is for each read. Looked at whenever such a client sends something, as one
 * that sends nothing is cut off by Tomcat. Safe for use by many threads.
 */
final class HeaderDeadline implements Handler<NioChannel> {

	private final Handler<NioChannel> next;

	private final long nanos;

	private final @Nullable Counter cutOff;

	/** When those who have not finished the head of their request were seen first. */
	private final Map<SocketWrapperBase<NioChannel>, Long> begun = new ConcurrentHashMap<>();

	/**
	 * @param nanos that the head of a request may take; none are for ever
	 * @param cutOff counts those who took longer
	 */
	HeaderDeadline(Handler<NioChannel> next, long nanos, @Nullable Counter cutOff) {
		this.next = next;
		this.nanos = nanos;
		this.cutOff = cutOff;
	}

	@Override
	public SocketState process(SocketWrapperBase<NioChannel> client, SocketEvent event) {
		SocketState state = this.next.process(client, event);
		// LONG is also what an answer has that comes later.
		if (state != SocketState.LONG || this.nanos <= 0 || !(client.getCurrentProcessor() instanceof Processor request)
				|| request.isAsync()) {
			this.begun.remove(client);
			return state;
		}
		long now = System.nanoTime();
		Long began = this.begun.putIfAbsent(client, now);
		if (began == null || now - began <= this.nanos) {
			return state;
		}
		this.begun.remove(client);
		if (this.cutOff != null) {
			this.cutOff.increment();
		}
		return SocketState.CLOSED;
	}

	@Override
	public @Nullable Object getGlobal() {
		return this.next.getGlobal();
	}

	@Override
	public void release(SocketWrapperBase<NioChannel> client) {
		this.begun.remove(client);
		this.next.release(client);
	}

	@Override
	public void pause() {
		this.next.pause();
	}

	@Override
	public void recycle() {
		this.next.recycle();
	}

}
