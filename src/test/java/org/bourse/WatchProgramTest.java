package org.bourse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The programs that watch, halt and resume, as a user sees them, on a server in the same
 * process.
 */
@ExtendWith(OutputCaptureExtension.class)
class WatchProgramTest {

	/** Each test has a stock of its own, for each door. */
	private static RunningBourse bourse;

	@BeforeAll
	static void open() {
		bourse = new RunningBourse(settings("watched-grpc", "watched-socket", "halted-grpc", "halted-socket",
				"full-grpc", "full-socket", "still"));
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void allStocksAreToldAndThenTheirChanges(String via, CapturedOutput output) throws Exception {
		try (RunningBourse two = new RunningBourse(settings("A", "B"))) {
			CompletableFuture<Integer> watch = start(two, "watch", via, "--count=4");
			await().until(() -> output.getOut().lines().count() == 2);
			two.socket().ask("UPDATE A 1.75");
			await().until(() -> output.getOut().lines().count() == 3);
			two.socket().ask("TRADE B 10 BUY");
			assertThat(watch.get(20, TimeUnit.SECONDS)).isZero();
			assertThat(output.getOut().lines()).satisfiesExactly(
					(line) -> assertThat(line).isEqualTo("A 1.5 TRADING volume 0 of 10"),
					(line) -> assertThat(line).isEqualTo("B 1.5 TRADING volume 0 of 10"),
					(line) -> assertThat(line).isEqualTo("A 1.75 TRADING volume 0 of 10"), (line) -> assertThat(line)
						.matches("B 1.5 HALTED VOLUME_LIMIT volume 10 of 10 until \\d{4}-\\d\\d-\\d\\dT00:00:00Z"));
			assertThat(output.getErr()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void onlyTheStocksThatWereNamedAreToldEachOnce(String via, CapturedOutput output) throws Exception {
		String stock = "watched-" + via;
		CompletableFuture<Integer> watch = start(bourse, "watch", via, "--stock=" + stock + "," + stock,
				"--stock=" + stock, "--count=2", "--json");
		await().until(() -> output.getOut().lines().count() == 1);
		bourse.socket().ask("UPDATE still 1.75");
		bourse.socket().ask("UPDATE " + stock + " 3");
		assertThat(watch.get(20, TimeUnit.SECONDS)).isZero();
		String rest = "\",\"volume\":0,\"volumeLimit\":10,\"status\":\"TRADING\",\"haltReason\":null,"
				+ "\"haltedAt\":null,\"resumeAt\":null,\"version\":";
		assertThat(output.getOut().lines()).containsExactly(
				"{\"symbol\":\"" + stock + "\",\"price\":\"1.5" + rest + "1}",
				"{\"symbol\":\"" + stock + "\",\"price\":\"3" + rest + "2}");
		assertThat(output.getErr()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aStockThatDoesNotExistEndsWithFour(String via, CapturedOutput output) {
		assertThat(run(bourse, "watch", via, "--stock=still,Nope")).isEqualTo(4);
		assertThat(run(bourse, "halt", via, "--stock=Nope", "--reason=NEWS")).isEqualTo(4);
		assertThat(run(bourse, "resume", via, "--stock=Nope")).isEqualTo(4);
		assertThat(output.getOut()).isEmpty();
		assertThat(output.getErr().lines()).containsExactly("watch: no stock has the symbol Nope",
				"halt: no stock has the symbol Nope", "resume: no stock has the symbol Nope");
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aWatchGoesOnWithTheServerThatComesBack(String via, CapturedOutput output) throws Exception {
		CompletableFuture<Integer> watch;
		String[] ports;
		try (RunningBourse first = new RunningBourse(settings("A"))) {
			ports = new String[] { "--bourse.socket.port=" + first.socketPort(),
					"--spring.grpc.server.port=" + first.grpcPort() };
			first.socket().ask("UPDATE A 9");
			watch = start(first, "watch", via, "--stock=A", "--count=2");
			await().until(() -> output.getOut().contains("A 9 "));
		}
		await().until(() -> output.getErr().contains("trying again"));
		try (RunningBourse second = new RunningBourse(
				Stream.concat(Stream.of(settings("A")), Stream.of(ports)).toArray(String[]::new))) {
			assertThat(watch.get(60, TimeUnit.SECONDS)).isZero();
			assertThat(second.context().isActive()).isTrue();
		}
		// In memory, so that the second market begins anew.
		assertThat(output.getOut().lines()).containsExactly("A 9 TRADING volume 0 of 10",
				"A 1.5 TRADING volume 0 of 10");
		assertThat(output.getErr().lines()).satisfiesExactly(
				(line) -> assertThat(line).startsWith("watch: ").endsWith("; trying again until it is back"),
				(line) -> assertThat(line).isEqualTo("watch: the server is back"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aStockIsHaltedAndResumed(String via, CapturedOutput output) {
		String stock = "--stock=halted-" + via;
		assertThat(run(bourse, "halt", via, stock, "--reason=news", "--until=2999-01-01T00:00:00Z")).isZero();
		assertThat(run(bourse, "halt", via, stock, "--reason=ADMIN", "--json")).isZero();
		assertThat(run(bourse, "resume", via, stock, "--limit=5")).isZero();
		assertThat(run(bourse, "resume", via, stock)).isZero();
		assertThat(output.getErr()).isEmpty();
		String symbol = "halted-" + via;
		assertThat(output.getOut().lines()).satisfiesExactly(
				(line) -> assertThat(line)
					.isEqualTo(symbol + " 1.5 HALTED NEWS volume 0 of 10 until 2999-01-01T00:00:00Z"),
				(line) -> assertThat(line)
					.startsWith("{\"symbol\":\"" + symbol + "\",\"price\":\"1.5\",\"volume\":0,\"volumeLimit\":10,"
							+ "\"status\":\"HALTED\",\"haltReason\":\"ADMIN\",\"haltedAt\":\"2")
					.endsWith("Z\",\"resumeAt\":null,\"version\":3}"),
				(line) -> assertThat(line).isEqualTo(symbol + " 1.5 TRADING volume 0 of 5"),
				(line) -> assertThat(line).isEqualTo(symbol + " 1.5 TRADING volume 0 of 5"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aStockThatHasUsedUpItsVolumeNeedsMoreToResume(String via, CapturedOutput output) throws Exception {
		String stock = "full-" + via;
		bourse.socket().ask("TRADE " + stock + " 10 BUY");
		assertThat(run(bourse, "resume", via, "--stock=" + stock)).isEqualTo(5);
		assertThat(run(bourse, "resume", via, "--stock=" + stock, "--reset")).isZero();
		assertThat(output.getOut().lines()).containsExactly(stock + " 1.5 TRADING volume 0 of 10");
		assertThat(output.getErr().lines()).hasSize(1)
			.first()
			.asString()
			.startsWith("resume: ")
			.endsWith(stock + " has a volume of 10 and a limit of 10: give a volume limit above the volume, or reset "
					+ "the volume");
	}

	@Test
	void whoIsInterruptedEndsWith130(CapturedOutput output) throws Exception {
		CompletableFuture<Integer> watch = new CompletableFuture<>();
		Thread thread = new Thread(() -> watch.complete(run(bourse, "watch", "socket", "--stock=still")));
		thread.start();
		await().until(() -> output.getOut().lines().count() == 1);
		thread.interrupt();
		assertThat(watch.get(20, TimeUnit.SECONDS)).isEqualTo(130);
		assertThat(output.getErr()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "watch", "halt", "resume" })
	void helpTellsTheOptions(String program, CapturedOutput output) {
		assertThat(run(bourse, program, "grpc", "--help")).isZero();
		assertThat(output.getOut()).startsWith("Usage: " + program)
			.contains("--stock=SYMBOL", "--host=HOST", "--port=PORT", "--via=grpc|socket", "--json");
		assertThat(output.getErr()).isEmpty();
	}

	private static CompletableFuture<Integer> start(RunningBourse server, String program, String via,
			String... options) {
		return CompletableFuture.supplyAsync(() -> run(server, program, via, options));
	}

	/** As the process would end with. */
	private static int run(RunningBourse server, String program, String via, String... options) {
		int port = via.equals("grpc") ? server.grpcPort() : server.socketPort();
		Stream<String> arguments = Stream.of("--spring.profiles.active=" + program, "--host=127.0.0.1", "--via=" + via,
				"--port=" + port);
		return SpringApplication.exit(new SpringApplication(Bourse.class)
			.run(Stream.concat(arguments, Stream.of(options)).toArray(String[]::new)));
	}

	/** Of a silent server: standard output is the program's. */
	private static String[] settings(String... symbols) {
		List<String> settings = new ArrayList<>(List.of("--logging.console.enabled=false"));
		for (int i = 0; i < symbols.length; i++) {
			String stock = "--bourse.market.stocks[" + i + "].";
			settings.addAll(List.of(stock + "symbol=" + symbols[i], stock + "price=1.5", stock + "max-volume=10"));
		}
		return settings.toArray(String[]::new);
	}

}
