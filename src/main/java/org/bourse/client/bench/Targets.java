package org.bourse.client.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;

import org.bourse.client.ClientException;
import org.bourse.client.Credentials;
import org.bourse.client.ExitCode;
import org.bourse.client.ServerOptions.Address;
import org.bourse.client.Via;

/**
 * Where the load goes. Resolved once, so that no name is looked up in a measurement.
 *
 * @param credentials what each client shows
 */
record Targets(InetSocketAddress socket, InetSocketAddress grpc, Credentials credentials) {

	static Targets resolve(Address socket, Address grpc, Credentials credentials) {
		try {
			InetAddress host = InetAddress.getByName(socket.host());
			return new Targets(new InetSocketAddress(host, socket.port()), new InetSocketAddress(host, grpc.port()),
					credentials);
		}
		catch (UnknownHostException ex) {
			throw new ClientException(ExitCode.UNAVAILABLE,
					"server unavailable at " + socket.host() + ": unknown host");
		}
	}

	InetSocketAddress address(Via via) {
		return switch (via) {
			case socket -> this.socket;
			case grpc -> this.grpc;
		};
	}

	/** Whether the server shares its cores with this process. */
	boolean isOnThisHost() {
		InetAddress host = this.socket.getAddress();
		try {
			return host.isLoopbackAddress() || NetworkInterface.getByInetAddress(host) != null;
		}
		catch (SocketException ex) {
			return false;
		}
	}

}
