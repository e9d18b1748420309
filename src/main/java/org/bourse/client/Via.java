package org.bourse.client;

/**
 * The door through which a client program goes. In lower case, as it is typed.
 */
public enum Via {

	grpc(9090), socket(8888);

	private final int defaultPort;

	Via(int defaultPort) {
		this.defaultPort = defaultPort;
	}

	public int defaultPort() {
		return this.defaultPort;
	}

}
