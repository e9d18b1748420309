package org.bourse.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The real jar as a process of its own.
 */
final class BourseProcess implements AutoCloseable {

	private static final Path JAR = Path.of("target", "bourse.jar").toAbsolutePath();

	private static final Pattern OPEN = Pattern
		.compile("Bourse is open: \\{socket=127\\.0\\.0\\.1:(\\d+), grpc=127\\.0\\.0\\.1:(\\d+), http=[^:]+:(\\d+)}");

	private final Process process;

	private final Path out;

	private final Path err;

	private BourseProcess(Path folder, String... arguments) throws IOException {
		this.out = Files.createTempFile(folder, "out", ".txt");
		this.err = Files.createTempFile(folder, "err", ".txt");
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		// Start as fast as may be: these processes do not live long.
		command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-jar", JAR.toString()));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).directory(folder.toFile())
			.redirectOutput(this.out.toFile())
			.redirectError(this.err.toFile())
			.start();
		this.process.getOutputStream().close();
	}

	static BourseProcess start(Path folder, String... arguments) throws IOException {
		return new BourseProcess(folder, arguments);
	}

	/** A server on free ports, ready. */
	static BourseProcess server(Path folder, String... settings) throws IOException {
		BourseProcess server = startServer(folder, settings);
		server.awaitOpen();
		return server;
	}

	/** A server on free ports, as soon as its process is there. */
	static BourseProcess startServer(Path folder, String... settings) throws IOException {
		List<String> arguments = new ArrayList<>(List.of(settings));
		for (String key : List.of("--bourse.socket.port=", "--spring.grpc.server.port=", "--server.port=")) {
			if (arguments.stream().noneMatch((argument) -> argument.startsWith(key))) {
				arguments.add(key + "0");
			}
		}
		return new BourseProcess(folder, arguments.toArray(String[]::new));
	}

	/** Waits until a server is ready. */
	void awaitOpen() {
		await().atMost(Duration.ofMinutes(3)).until(() -> isOpen() || !this.process.isAlive());
		assertThat(isOpen()).as(() -> out() + err()).isTrue();
	}

	/** Runs a program to its end. */
	static Result run(Path folder, String... arguments) throws Exception {
		try (BourseProcess program = new BourseProcess(folder, arguments)) {
			return program.await60();
		}
	}

	private boolean isOpen() {
		return OPEN.matcher(out()).find();
	}

	String socketPort() {
		return port(1);
	}

	String grpcPort() {
		return port(2);
	}

	String httpPort() {
		return port(3);
	}

	private String port(int group) {
		Matcher matcher = OPEN.matcher(out());
		assertThat(matcher.find()).isTrue();
		return matcher.group(group);
	}

	/** What it printed to standard output so far. */
	String out() {
		return read(this.out);
	}

	String err() {
		return read(this.err);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Waits for its end, at most so long. Returns whether it has ended. */
	boolean hasEndedWithin(Duration longest) throws InterruptedException {
		return this.process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
	}

	/** Waits for its end. */
	Result await60() throws InterruptedException {
		assertThat(this.process.waitFor(60, TimeUnit.SECONDS)).as(() -> out() + err()).isTrue();
		return new Result(this.process.exitValue(), out().strip(), err().strip());
	}

	/** Sends a signal as the shell does. */
	void signal(String name) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(this.process.pid())).start().waitFor())
			.isZero();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

	/**
	 * How a program ended.
	 */
	record Result(int exitCode, String out, String err) {
	}

}
