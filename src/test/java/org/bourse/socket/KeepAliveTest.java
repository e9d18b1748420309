package org.bourse.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;

import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeepAliveTest {

	@Test
	void aClientThatVanishesIsNoticedWithinTwoMinutesWhereTheSystemCan() throws Exception {
		try (ServerSocketChannel server = ServerSocketChannel.open()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
				SocketChannel client = SocketChannel.open(server.getLocalAddress());
				SocketChannel accepted = server.accept()) {
			assertThat(accepted.getOption(StandardSocketOptions.SO_KEEPALIVE)).isFalse();
			KeepAlive.turnOn(accepted);
			assertThat(accepted.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
			Map<SocketOption<Integer>, Integer> times = Map.of(ExtendedSocketOptions.TCP_KEEPIDLE, 60,
					ExtendedSocketOptions.TCP_KEEPINTERVAL, 10, ExtendedSocketOptions.TCP_KEEPCOUNT, 6);
			for (Map.Entry<SocketOption<Integer>, Integer> time : times.entrySet()) {
				if (accepted.supportedOptions().contains(time.getKey())) {
					assertThat(accepted.getOption(time.getKey())).isEqualTo(time.getValue());
				}
			}
			assertThat(client.isConnected()).isTrue();
		}
	}

}
