package org.bourse.socket;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.bourse.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What a client has told about itself, and what commands may do to its connection. For
 * its worker's thread.
 */
final class Session {

	static final int DEFAULT_VERSION = 2;

	private final long id;

	private final @Nullable SocketAddress remoteAddress;

	private Caller caller;

	private int version = DEFAULT_VERSION;

	private String name = "";

	private @Nullable CloseReason endReason;

	private final Runnable onAnswered;

	private final Runnable onNews;

	/** Null before the client has subscribed to something, as most never do. */
	private @Nullable Subscriptions subscriptions;

	/**
	 * @param caller who it is until it says more
	 */
	Session(long id, @Nullable SocketAddress remoteAddress, Caller caller, Runnable onAnswered, Runnable onNews) {
		this.id = id;
		this.remoteAddress = remoteAddress;
		this.caller = caller;
		this.onAnswered = onAnswered;
		this.onNews = onNews;
	}

	/** To be run, on any thread, when a write of the client was answered. */
	Runnable onAnswered() {
		return this.onAnswered;
	}

	/** To be run, on any thread, when there are changes to tell the client. */
	Runnable onNews() {
		return this.onNews;
	}

	@Nullable Subscriptions subscriptions() {
		return this.subscriptions;
	}

	void subscribeWith(Subscriptions subscriptions) {
		this.subscriptions = subscriptions;
	}

	/** Whether it has subscribed to something, and not unsubscribed again. */
	boolean isSubscriber() {
		return this.subscriptions != null && !this.subscriptions.isEmpty();
	}

	/** Unsubscribes from all. */
	void unsubscribe() {
		if (this.subscriptions != null) {
			this.subscriptions.clear();
		}
	}

	/** Who it is, as far as it has said. */
	Caller caller() {
		return this.caller;
	}

	void identify(Caller caller) {
		this.caller = caller;
	}

	/** Unique in this process, from 1. */
	long id() {
		return this.id;
	}

	/** As {@code address:port}. */
	String remoteAddress() {
		return (this.remoteAddress instanceof InetSocketAddress inet) ? host(inet) + ":" + inet.getPort() : "";
	}

	/** Who asks, for the ledger. The port is left out: it says nothing a day later. */
	String actor() {
		return this.caller.at(SocketMeters.DOOR,
				(this.remoteAddress instanceof InetSocketAddress inet) ? host(inet) : "unknown");
	}

	private static String host(InetSocketAddress address) {
		return address.getAddress().getHostAddress();
	}

	/** The version of RESP that the client wants: 2 or 3. */
	int version() {
		return this.version;
	}

	void useVersion(int version) {
		this.version = version;
	}

	/** The name that the client gave itself; empty if none. */
	String name() {
		return this.name;
	}

	void rename(String name) {
		this.name = name;
	}

	/**
	 * Ends the connection when the replies so far are sent; what came behind this request
	 * is not run, and nothing is pushed any more.
	 */
	void end(CloseReason reason) {
		this.endReason = reason;
		unsubscribe();
	}

	/** Why the connection is to end; null if it is not. */
	@Nullable CloseReason endReason() {
		return this.endReason;
	}

}
