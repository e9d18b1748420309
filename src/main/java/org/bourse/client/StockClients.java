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

	/** A client that connects with its first request. */
	public StockClient create(Via via, Address address) {
		return switch (via) {
			case grpc -> new GrpcStockClient(this.channels.getObject(), address);
			case socket -> new SocketStockClient(address);
		};
	}

	/** What a server tells about itself through its socket door. */
	public Map<String, String> info(Address address) {
		try (SocketStockClient client = new SocketStockClient(address)) {
			return client.info();
		}
	}

}
