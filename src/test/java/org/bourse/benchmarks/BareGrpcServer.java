package org.bourse.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;

/**
 * The fastest gRPC server that grpc-java has to offer: Netty alone, calls on its event
 * loops. The argument is the port.
 */
final class BareGrpcServer {

	private BareGrpcServer() {
	}

	public static void main(String[] args) throws IOException, InterruptedException {
		InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
		Server server = NettyServerBuilder.forAddress(address)
			.directExecutor()
			.addService(new ConstantStockService())
			.build()
			.start();
		System.out.println("Open at " + server.getPort());
		server.awaitTermination();
	}

}
