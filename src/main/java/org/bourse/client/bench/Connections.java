package org.bourse.client.bench;

/**
 * How clients use connections.
 */
enum Connections {

	/**
	 * Each request goes through a connection of its own, and its latency includes that.
	 */
	NEW,

	/** Each client has one connection. */
	KEPT;

	/** As it is typed. */
	@Override
	public String toString() {
		return (this == NEW) ? "new" : "kept";
	}

}
