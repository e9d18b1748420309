package org.bourse.client;

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
final class StockClients {

	private final ObjectProvider<GrpcChannelFactory> channels;

	StockClients(ObjectProvider<GrpcChannelFactory> channels) {
		this.channels = channels;
	}

	/** A client that connects with its first request. */
	StockClient create(Via via, Address address) {
		return switch (via) {
			case grpc -> new GrpcStockClient(this.channels.getObject(), address);
			case socket -> new SocketStockClient(address);
		};
	}

}
