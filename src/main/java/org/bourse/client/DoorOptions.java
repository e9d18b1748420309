package org.bourse.client;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options of programs that work through either door.
 */
final class DoorOptions {

	@Mixin
	private ServerOptions server = new ServerOptions();

	@Option(names = "--via", paramLabel = "grpc|socket", defaultValue = "grpc",
			description = "the door to go through (default: ${DEFAULT-VALUE})")
	private Via via = Via.grpc;

	@Option(names = "--json", description = "prints the answer as JSON")
	private boolean json;

	@Option(names = "--help", usageHelp = true, description = "prints this")
	private boolean help;

	StockClient connect(StockClients clients) {
		Via other = (this.via == Via.grpc) ? Via.socket : Via.grpc;
		return clients.create(this.via, address(), this.server.credentials(), "--via=" + other + " goes to the other");
	}

	ServerOptions.Address address() {
		return this.server.address(this.via);
	}

	boolean json() {
		return this.json;
	}

}
