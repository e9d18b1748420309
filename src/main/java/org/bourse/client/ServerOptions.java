package org.bourse.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Where the server is.
 */
public final class ServerOptions {

	private static final int MAX_PORT = 65_535;

	@Option(names = "--host", paramLabel = "HOST", defaultValue = "localhost",
			description = "the server's host (default: ${DEFAULT-VALUE})")
	private String host = "localhost";

	@Option(names = "--port", paramLabel = "PORT",
			description = "the door's port (default: 9090 of gRPC, 8888 of the socket)")
	private @Nullable Integer port;

	@Mixin
	private CredentialOptions credentials = new CredentialOptions();

	@Mixin
	private TlsOptions tls = new TlsOptions();

	/**
	 * @throws ClientException if a file is not what it should be
	 */
	Credentials credentials() {
		return this.credentials.credentials().through(this.tls.tls());
	}

	/**
	 * @throws ClientException if the host or the port cannot be one
	 */
	Address address(Via via) {
		return Address.of(this.host, "--port", (this.port != null) ? this.port : via.defaultPort());
	}

	/**
	 * A host and a port.
	 */
	public record Address(String host, int port) {

		/**
		 * @param option that the port was given with
		 * @throws ClientException if the host or the port cannot be one
		 */
		public static Address of(String host, String option, int port) {
			if (port < 1 || port > MAX_PORT) {
				throw new ClientException(ExitCode.USAGE,
						option + " must be from 1 to " + MAX_PORT + "; it is " + port);
			}
			if (host.isBlank() || host.chars().anyMatch((c) -> c <= ' ' || c == '/' || c == '?' || c == '#')) {
				throw new ClientException(ExitCode.USAGE,
						"--host must be a host name or an address; it is '" + host + "'");
			}
			return new Address(host, port);
		}

		/** As in a URI: an IPv6 address in brackets. */
		@Override
		public String toString() {
			boolean bareIpv6 = this.host.contains(":") && !this.host.startsWith("[");
			return (bareIpv6 ? "[" + this.host + "]" : this.host) + ":" + this.port;
		}

	}

}
