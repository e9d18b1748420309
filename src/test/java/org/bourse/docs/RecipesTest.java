package org.bourse.docs;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.bourse.RunningBourse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.util.FileSystemUtils;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The recipes print what the document says that they print. A block whose first line is a
 * comment with a name is a file; blocks for the shell and Java programs are run, and the
 * block behind them is what they print.
 */
class RecipesTest {

	/** The tools' own libraries are beside it, where {@code .ci/run} puts them. */
	private static final Path FOLDER = Path.of("target/recipes/run").toAbsolutePath();

	private static final Path VENV = FOLDER.resolveSibling("venv/bin");

	/** What succeeds where the recipes of a section can be run. */
	private static final Map<String, String> NEEDS = Map.of("redis-cli", "redis-cli --version", "curl",
			"curl --version", "grpcurl", "true", "Python", "python3 -c 'import redis, grpc, grpc_tools'", "Node",
			"node -e 'require(\"ioredis\"); require(\"@grpc/grpc-js\"); require(\"@grpc/proto-loader\")'", "Go",
			"go mod init recipes && go get github.com/redis/go-redis/v9 google.golang.org/grpc google.golang.org/protobuf"
					+ " && protoc-gen-go --version && protoc-gen-go-grpc --version",
			"Java", "true");

	private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern FILE = Pattern.compile("(?:#|//) (\\w+\\.\\w+)\\n.*", Pattern.DOTALL);

	/** Of a command that has no end of its own. */
	private static final Pattern SECOND = Pattern.compile("^timeout 1 |(?<=^grpcurl -plaintext )-max-time 1 ");

	/** Differs from run to run. */
	private static final Pattern TIME = Pattern.compile("\"\\d{4}-[0-9T:.-]+Z\"");

	private static RunningBourse bourse;

	@BeforeAll
	static void open() throws IOException {
		FileSystemUtils.deleteRecursively(FOLDER);
		Files.createDirectories(FOLDER);
		Files.createSymbolicLink(FOLDER.resolve("proto"), Path.of("proto").toAbsolutePath());
		// Each section begins with a stock that nobody has traded.
		Path stocks = FOLDER.resolve("stocks.csv");
		Files.write(stocks,
				Stream
					.concat(Stream.of("symbol,price"),
							IntStream.range(0, NEEDS.size()).mapToObj((section) -> stock(section) + ",15.99"))
					.toList());
		bourse = new RunningBourse("--bourse.market.stocks-file=" + stocks);
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	static List<Section> sections() throws IOException {
		String[] parts = Files.readString(Path.of("docs/recipes.md")).split("(?m)^## ");
		return IntStream.range(1, parts.length)
			.mapToObj((i) -> new Section(parts[i].lines().findFirst().orElseThrow(), inTest(parts[i], i - 1)))
			.toList();
	}

	@Test
	void theSectionsAreThoseThatCanBeTried() throws IOException {
		assertThat(sections().stream().map(Section::name)).containsExactlyInAnyOrderElementsOf(NEEDS.keySet());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("sections")
	void everyRecipePrintsWhatItSays(Section section) throws Exception {
		String needs = NEEDS.get(section.name());
		assumeTrue(process(needs).waitFor() == 0,
				() -> "the recipes for " + section.name() + " are not tried, as this fails: " + needs);
		List<MatchResult> blocks = BLOCK.matcher(section.text()).results().toList();
		int tried = 0;
		for (int i = 0; i < blocks.size(); i++) {
			String code = withPorts(blocks.get(i).group(2));
			Matcher file = FILE.matcher(code);
			if (file.matches()) {
				Files.writeString(FOLDER.resolve(file.group(1)), code);
			}
			String language = blocks.get(i).group(1);
			if (language.equals("sh") || language.equals("java")) {
				String printed = language.equals("java") ? java(file.group(1))
						: shell(code, blocks.get(i + 1).group(2).lines().count());
				assertThat(timeless(printed)).as("%s\n%s", code, Files.readString(FOLDER.resolve("errors")))
					.isEqualTo(timeless(blocks.get(i + 1).group(2)));
				tried++;
			}
		}
		assertThat(tried).isPositive();
	}

	/**
	 * @param lines that it should print, after which a command that has no end is ended:
	 * a second may be too short for a busy machine
	 */
	private static String shell(String command, long lines) throws Exception {
		if (command.startsWith("grpcurl ") && process("grpcurl --version").waitFor() != 0) {
			return Grpcurl.run(command, lines);
		}
		String timeless = SECOND.matcher(command).replaceFirst("");
		boolean endless = !timeless.equals(command);
		Process process = process(timeless);
		try {
			if (endless) {
				await().atMost(1, TimeUnit.MINUTES)
					.until(() -> Files.readString(FOLDER.resolve("printed")).lines().count() >= lines
							|| !process.isAlive());
				return Files.readString(FOLDER.resolve("printed"));
			}
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
			return Files.readString(FOLDER.resolve("printed"));
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	private static Process process(String command) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).directory(FOLDER.toFile())
			.redirectInput(new File("/dev/null"))
			.redirectOutput(FOLDER.resolve("printed").toFile())
			.redirectError(FOLDER.resolve("errors").toFile());
		builder.environment().merge("PATH", VENV.toString(), (path, venv) -> venv + File.pathSeparator + path);
		return builder.start();
	}

	/** In this process, as one more would take seconds. */
	private static String java(String file) throws Exception {
		ByteArrayOutputStream errors = new ByteArrayOutputStream();
		int result = ToolProvider.getSystemJavaCompiler()
			.run(null, null, errors, "-proc:none", "-cp", System.getProperty("java.class.path"), "-d",
					FOLDER.toString(), FOLDER.resolve(file).toString());
		assertThat(result).as(errors.toString(UTF_8)).isZero();
		PrintStream out = System.out;
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		try (URLClassLoader classes = new URLClassLoader(new URL[] { FOLDER.toUri().toURL() })) {
			Method main = classes.loadClass(file.replace(".java", "")).getDeclaredMethod("main", String[].class);
			main.setAccessible(true);
			System.setOut(new PrintStream(printed, true, UTF_8));
			main.invoke(null, (Object) new String[0]);
		}
		finally {
			System.setOut(out);
		}
		return printed.toString(UTF_8);
	}

	private static String withPorts(String code) {
		return code.replace("localhost", "127.0.0.1")
			.replaceAll("\\b8888\\b", String.valueOf(bourse.socketPort()))
			.replaceAll("\\b9090\\b", String.valueOf(bourse.grpcPort()))
			.replaceAll("\\b8080\\b", String.valueOf(bourse.httpPort()));
	}

	private static String inTest(String section, int number) {
		return section.replace("GameStart", stock(number));
	}

	/** As long as the name in the document. */
	private static String stock(int section) {
		return "GameStar" + section;
	}

	private static String timeless(String text) {
		return TIME.matcher(text).replaceAll("\"TIME\"").strip();
	}

	/**
	 * The recipes of one tool or language.
	 */
	record Section(String name, String text) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
