package org.bourse.ops;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Prometheus' own tool understands the rules, and makes each alert fire and not fire.
 */
class PromtoolTest {

	@BeforeAll
	static void isInstalled() throws Exception {
		assumeTrue(run("promtool --version").startsWith("promtool, "),
				"promtool (Debian: apt-get install prometheus) is not installed: the alerts are not tried");
	}

	@ParameterizedTest
	@ValueSource(strings = { "check config prometheus.yml", "check rules rules.yml", "test rules rules_test.yml" })
	void hasNothingToSay(String command) throws Exception {
		assertThat(run("cd ops/prometheus && promtool " + command)).contains("SUCCESS").doesNotContain("FAILED");
	}

	/** What a command prints. */
	private static String run(String command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
		try {
			process.getOutputStream().close();
			String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
			return printed;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
