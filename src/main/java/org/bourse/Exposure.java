package org.bourse;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import org.bourse.access.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/**
 * Whether strangers can reach a door, and may do everything there.
 */
final class Exposure {

	private static final Logger logger = LoggerFactory.getLogger(Exposure.class);

	private static final List<String> ADDRESSES = List.of("bourse.socket.address", "spring.grpc.server.address",
			"server.address", "management.server.address");

	private Exposure() {
	}

	/**
	 * Refuses to start a server that would be open to strangers, unless that is wanted.
	 * @throws FailureAnalyzedException naming the door
	 */
	static void check(Environment environment) {
		if (Credentials.areConfigured(environment)) {
			return;
		}
		for (String key : ADDRESSES) {
			String address = environment.getProperty(key);
			if (address == null || isLoopback(address)) {
				continue;
			}
			if (!environment.getProperty("bourse.access.open", Boolean.class, false)) {
				throw new FailureAnalyzedException(
						key + "=" + address + " lets others than this machine in, and there are no credentials.",
						"Set bourse.access.tokens (the program hash-token makes one), or bourse.access.open=true "
								+ "if everybody who reaches it may trade.");
			}
			logger.warn("{}={} and bourse.access.open=true: everybody who reaches this server may do everything", key,
					address);
		}
	}

	private static boolean isLoopback(String address) {
		try {
			return !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			// Whoever binds to it will say so.
			return false;
		}
	}

}
