package org.bourse.client;

import java.util.Map;

import org.bourse.client.ServerOptions.Address;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Profile;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.stereotype.Component;

/**
 * Makes clients. Through the socket, nothing of gRPC is loaded.
 */
@Component
@Profile("client")
public final class StockClients {

	private final ObjectProvider<GrpcChannelFactory> channels;

	StockClients(ObjectProvider<GrpcChannelFactory> channels) {
		this.channels = channels;
	}

	/**
	 * A client that connects with its first request.
	 * @param otherwise what the user may do if this is another door, such as
	 * {@code --via=socket goes to the other}
	 */
	public StockClient create(Via via, Address address, Credentials credentials, String otherwise) {
		return switch (via) {
			case grpc -> new GrpcStockClient(this.channels.getObject(), address, credentials, otherwise);
			case socket -> new SocketStockClient(address, credentials, otherwise);
		};
	}

	/**
	 * What a server tells about itself through its socket door.
	 * @param otherwise as in {@link #create}
	 */
	public Map<String, String> info(Address address, Credentials credentials, String otherwise) {
		try (SocketStockClient client = new SocketStockClient(address, credentials, otherwise)) {
			return client.info();
		}
	}

}
