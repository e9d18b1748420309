package org.bourse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bourse.socket.SocketListener;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * Where the doors are, for people.
 */
final class Doors {

	private static final Set<String> EVERYWHERE = Set.of("*", "0.0.0.0", "::");

	private final SocketListener socket;

	private final ObjectProvider<GrpcServerLifecycle> grpc;

	private final Environment environment;

	Doors(SocketListener socket, ObjectProvider<GrpcServerLifecycle> grpc, Environment environment) {
		this.socket = socket;
		this.grpc = grpc;
		this.environment = environment;
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

	/** For each open door a command that shows that it works. */
	List<String> commands() {
		List<String> commands = new ArrayList<>();
		commands.add("redis-cli -h " + host("bourse.socket.address") + " -p " + this.socket.port() + " LIST");
		this.grpc.ifAvailable((server) -> commands
			.add("grpcurl -plaintext " + host("spring.grpc.server.address") + ":" + server.getPort() + " list"));
		String httpPort = this.environment.getProperty("local.server.port");
		if (httpPort != null) {
			commands.add("curl http://" + host("server.address") + ":" + httpPort + "/api/v1/stocks");
		}
		return commands;
	}

	/** One that listens everywhere does so here, too. */
	private String host(String key) {
		String address = address(key);
		return EVERYWHERE.contains(address) ? "localhost" : address;
	}

	private String address(String key) {
		return this.environment.getProperty(key, "*");
	}

}
