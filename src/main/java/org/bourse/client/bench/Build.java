package org.bourse.client.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which Bourse this is.
 *
 * @param commit unknown if it was not built in a checkout
 */
record Build(String version, String commit) {

	static final String UNKNOWN = "unknown";

	static Build ofThisJar() {
		return new Build(properties("/META-INF/build-info.properties").getProperty("build.version", UNKNOWN),
				properties("/git.properties").getProperty("git.commit.id.abbrev", UNKNOWN));
	}

	private static Properties properties(String resource) {
		Properties properties = new Properties();
		try (InputStream in = Build.class.getResourceAsStream(resource)) {
			if (in != null) {
				properties.load(in);
			}
			return properties;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
