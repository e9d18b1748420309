package org.bourse;

import java.util.List;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Profiles;

/**
 * Refuses command line arguments that the server would silently ignore, before anything
 * is started.
 */
final class ServerArguments implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	static final String HELP = """
			Bourse, a stock quote and trading server.

			java -jar bourse.jar [--KEY=VALUE ...]
			    starts the server; each KEY is a setting of application.yml, such as
			    --bourse.socket.port=8888 --spring.grpc.server.port=9090 --server.port=8080
			    --bourse.socket.threads=4 --bourse.grpc.threads=0 --bourse.market.max-volume=1000000

			java -jar bourse.jar --spring.profiles.active=PROGRAM [--OPTION=VALUE ...]
			    runs a client program: lookup, trade, update, price-updater, client-runner
			    (with --help: tells its options)
			""";

	/** Below these, the classes that bind them refuse what they do not know. */
	private static final List<String> ROOMS = List.of("bourse.market.", "bourse.socket.", "bourse.grpc.");

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (event.getEnvironment().acceptsProfiles(Profiles.of("client"))) {
			return;
		}
		for (String argument : event.getArgs()) {
			check(argument);
		}
	}

	private static void check(String argument) {
		if (argument.equals("--help") || argument.equals("-h")) {
			System.out.print(HELP);
			System.exit(0);
		}
		if (!argument.startsWith("--")) {
			throw new FailureAnalyzedException("unknown argument '" + argument + "'.",
					"Settings are given as --KEY=VALUE, client programs as --spring.profiles.active=PROGRAM; "
							+ "see --help.");
		}
		String key = argument.substring(2).split("=", 2)[0];
		if (key.startsWith("bourse.") && ROOMS.stream().noneMatch(key::startsWith)) {
			throw new FailureAnalyzedException("unknown setting " + key + ".",
					"The settings of Bourse begin with one of " + ROOMS + "; see application.yml.");
		}
		boolean known = key.contains(".") || key.equals("debug") || key.equals("trace");
		if (!known) {
			throw new FailureAnalyzedException("unknown option --" + key + " of the server.",
					"Settings have full names, such as --bourse.socket.port; for a client program add "
							+ "--spring.profiles.active=PROGRAM; see --help.");
		}
	}

}
