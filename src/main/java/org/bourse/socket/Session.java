package org.bourse.socket;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * What a client has told about itself, and what commands may do to its connection. For
 * its worker's thread.
 */
final class Session {

	static final int DEFAULT_VERSION = 2;

	private final long id;

	private final @Nullable SocketAddress remoteAddress;

	private int version = DEFAULT_VERSION;

	private String name = "";

	private @Nullable CloseReason endReason;

	Session(long id, @Nullable SocketAddress remoteAddress) {
		this.id = id;
		this.remoteAddress = remoteAddress;
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
		return (this.remoteAddress instanceof InetSocketAddress inet) ? "socket " + host(inet) : "socket";
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
	 * is not run.
	 */
	void end(CloseReason reason) {
		this.endReason = reason;
	}

	/** Why the connection is to end; null if it is not. */
	@Nullable CloseReason endReason() {
		return this.endReason;
	}

}
