package org.bourse.socket;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

import jdk.net.ExtendedSocketOptions;

/**
 * Has the operating system ask whether a silent client's is still there. A client whose
 * machine or network has vanished sends nothing, not even an end, and a subscriber may be
 * silent for ever: without this it would keep its place for ever, too.
 */
final class KeepAlive {

	/** Of silence, before the first question. */
	static final int IDLE_SECONDS = 60;

	static final int INTERVAL_SECONDS = 10;

	/** Questions without an answer after which the connection is broken. */
	static final int PROBES = 6;

	private KeepAlive() {
	}

	/** Where the times cannot be set, those of the operating system count. */
	static void turnOn(SocketChannel channel) throws IOException {
		channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
		setIfSupported(channel, ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
		setIfSupported(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
		setIfSupported(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
	}

	private static void setIfSupported(SocketChannel channel, SocketOption<Integer> option, int value)
			throws IOException {
		if (channel.supportedOptions().contains(option)) {
			channel.setOption(option, value);
		}
	}

}
