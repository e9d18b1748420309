package org.bourse;

import java.util.LinkedHashMap;
import java.util.Map;

import org.bourse.socket.SocketListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * Where the doors are, for people.
 */
final class Doors {

	private final SocketListener socket;

	private final ObjectProvider<GrpcServerLifecycle> grpc;

	private final Environment environment;

	Doors(SocketListener socket, ObjectProvider<GrpcServerLifecycle> grpc, Environment environment) {
		this.socket = socket;
		this.grpc = grpc;
		this.environment = environment;
	}

	int socketPort() {
		return this.socket.port();
	}

	/** Address and port of each open door. */
	Map<String, String> addresses() {
		Map<String, String> addresses = new LinkedHashMap<>();
		addresses.put("socket", address("bourse.socket.address") + ":" + this.socket.port());
		this.grpc.ifAvailable(
				(server) -> addresses.put("grpc", address("spring.grpc.server.address") + ":" + server.getPort()));
		String httpPort = this.environment.getProperty("local.server.port");
		if (httpPort != null) {
			addresses.put("http", address("server.address") + ":" + httpPort);
		}
		return addresses;
	}

	private String address(String key) {
		return this.environment.getProperty(key, "*");
	}

}
