package org.bourse.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.bourse.RunningBourse;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The recipes of the README print what it says that they print.
 */
class CurlRecipesTest {

	private static final Pattern RECIPE = Pattern.compile("```sh\\n(.*?)```\\n\\n```json\\n(.*?)```", Pattern.DOTALL);

	/** Differs from run to run. */
	private static final Pattern TIME = Pattern.compile("\"\\d{4}-[0-9T:.-]+Z\"");

	@Test
	void everyRecipePrintsWhatTheReadmeSays() throws Exception {
		assumeTrue(run("curl --version").startsWith("curl "), "curl is not installed: the recipes are not tried");
		String readme = Files.readString(Path.of("README.md"));
		String page = readme.substring(readme.indexOf("#### Recipes"), readme.indexOf("### What happened"));
		List<String[]> recipes = RECIPE.matcher(page)
			.results()
			.map((recipe) -> new String[] { recipe.group(1), recipe.group(2) })
			.toList();
		assertThat(recipes).hasSize(page.split("```sh\n", -1).length - 1).isNotEmpty();
		try (RunningBourse bourse = new RunningBourse()) {
			for (String[] recipe : recipes) {
				String printed = run(recipe[0].replace("localhost:8080", "127.0.0.1:" + bourse.httpPort()));
				assertThat(timeless(printed)).as(recipe[0]).isEqualTo(timeless(recipe[1]));
			}
		}
	}

	private static String timeless(String json) {
		return TIME.matcher(json).replaceAll("\"TIME\"").strip();
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
