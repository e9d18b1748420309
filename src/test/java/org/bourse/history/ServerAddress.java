package org.bourse.history;

/**
 * Where clients find a server that comes and goes, each time on another port.
 */
public final class ServerAddress {

	private final String name;

	/** 0 while there is no server. Tells the clients. */
	private volatile int port;

	public ServerAddress(String name) {
		this.name = name;
	}

	public String name() {
		return this.name;
	}

	public void opened(int openPort) {
		this.port = openPort;
	}

	public void gone() {
		this.port = 0;
	}

	int port() {
		return this.port;
	}

}
