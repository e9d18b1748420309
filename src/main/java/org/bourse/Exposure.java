package org.bourse;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import org.bourse.access.Credentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
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
	 * @param environment whose ports are numbers
	 * @throws FailureAnalyzedException naming the door
	 */
	static void check(Environment environment) {
		if (Credentials.areConfigured(environment)) {
			return;
		}
		for (String key : ADDRESSES) {
			String address = environment.getProperty(key);
			if (address != null && !isLoopback(address)) {
				letIn(key + "=" + address, environment);
			}
		}
		// Boot does not take the address of the HTTP door for it, but all there are.
		if (ManagementPortType.get(environment) == ManagementPortType.DIFFERENT
				&& environment.getProperty("management.server.address") == null) {
			letIn("management.server.port without management.server.address", environment);
		}
	}

	private static void letIn(String setting, Environment environment) {
		if (!environment.getProperty("bourse.access.open", Boolean.class, false)) {
			throw new FailureAnalyzedException(
					setting + " lets others than this machine in, and there are no credentials.",
					"Set bourse.access.tokens (the program hash-token makes one), or bourse.access.open=true "
							+ "if everybody who reaches it may trade.");
		}
		logger.warn("{} and bourse.access.open=true: everybody who reaches this server may do everything", setting);
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
