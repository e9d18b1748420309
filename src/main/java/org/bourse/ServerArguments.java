package org.bourse;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Profiles;
import org.springframework.core.env.PropertySource;

/**
 * Refuses arguments and settings that the server would silently ignore, before anything
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
			    runs a client program: lookup, watch, trade, update, halt, resume, price-updater,
			    client-runner, bench, verify, hash-token
			    (with --help: tells its options)
			""";

	/**
	 * Below these, the classes that bind them refuse what they do not know. The updater's
	 * may stand in a file that it shares with the server.
	 */
	private static final List<String> ROOMS = List.of("bourse.access", "bourse.tls", "bourse.market", "bourse.store",
			"bourse.feed", "bourse.socket", "bourse.grpc", "bourse.web", "bourse.metrics", "bourse.shutdown",
			"bourse.price-updater");

	private static final ConfigurationPropertyName STOCKS = ConfigurationPropertyName.of("bourse.market.stocks");

	private static final int MAX_PORT = 65_535;

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (event.getEnvironment().acceptsProfiles(Profiles.of("client"))) {
			return;
		}
		for (String argument : event.getArgs()) {
			check(argument);
		}
		checkRooms(event.getEnvironment());
		checkStocks(event.getEnvironment());
		checkUrl(event.getEnvironment(), "management.opentelemetry.tracing.export.otlp.endpoint");
		checkPort(event.getEnvironment(), "spring.grpc.server.port", 0);
		// Boot takes -1 for no HTTP, or no actuator, at all.
		checkPort(event.getEnvironment(), "server.port", -1);
		checkPort(event.getEnvironment(), "management.server.port", -1);
		Exposure.check(event.getEnvironment());
	}

	/** Wherever they come from: a mistake in indentation makes such keys, too. */
	private static void checkRooms(ConfigurableEnvironment environment) {
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> known) {
				for (String key : known.getPropertyNames()) {
					// A room of a file whose settings are all commented out has an empty
					// value.
					boolean empty = ROOMS.contains(key) && String.valueOf(known.getProperty(key)).isEmpty();
					if (key.startsWith("bourse.") && !empty && ROOMS.stream().noneMatch((room) -> isBelow(room, key))) {
						throw new FailureAnalyzedException("unknown setting " + key + ".",
								"The settings of Bourse begin with one of " + ROOMS + "; application.yml has all.");
					}
				}
			}
		}
	}

	private static boolean isBelow(String room, String key) {
		return key.startsWith(room + ".");
	}

	/**
	 * Boot would tell an empty list as an unknown setting: that of the built-in list,
	 * which it does not see replaced.
	 */
	private static void checkStocks(ConfigurableEnvironment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			ConfigurationProperty list = source.getConfigurationProperty(STOCKS);
			if (list != null && String.valueOf(list.getValue()).isBlank()) {
				throw new FailureAnalyzedException(STOCKS + " is an empty list.",
						"A market needs at least one stock: list some, or leave the key out for the built-in ones. "
								+ "Of a stock that is also in bourse.market.stocks-file, the file counts.");
			}
			if (list != null || source.containsDescendantOf(STOCKS) == ConfigurationPropertyState.PRESENT) {
				return;
			}
		}
	}

	private static void checkUrl(ConfigurableEnvironment environment, String key) {
		String value = environment.getProperty(key, "");
		try {
			URI url = new URI(value);
			if (value.isEmpty()
					|| (Set.of("http", "https").contains(String.valueOf(url.getScheme())) && url.getHost() != null)) {
				return;
			}
		}
		catch (URISyntaxException ex) {
			// The same answer as for another scheme.
		}
		throw new FailureAnalyzedException("invalid value '" + value + "' of " + key + ".",
				"It must be a URL such as http://localhost:4318/v1/traces.");
	}

	private static void checkPort(ConfigurableEnvironment environment, String key, int min) {
		String value = environment.getProperty(key, "0");
		try {
			int port = Integer.parseInt(value);
			if (port >= min && port <= MAX_PORT) {
				return;
			}
		}
		catch (NumberFormatException ex) {
			// The same answer as for a number out of range.
		}
		throw new FailureAnalyzedException("invalid value '" + value + "' of " + key + ".",
				"It must be one whole number from 0 to " + MAX_PORT + "; 0 takes any free port.");
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
		boolean known = key.contains(".") || key.equals("debug") || key.equals("trace");
		if (!known) {
			throw new FailureAnalyzedException("unknown option --" + key + " of the server.",
					"Settings have full names, such as --bourse.socket.port; for a client program add "
							+ "--spring.profiles.active=PROGRAM; see --help.");
		}
	}

}
