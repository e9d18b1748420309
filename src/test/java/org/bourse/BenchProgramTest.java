package org.bourse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The bench program as a user sees it, on a server in the same process.
 */
@ExtendWith(OutputCaptureExtension.class)
class BenchProgramTest {

	/** Of the server: standard output is the bench's. */
	private static final String SILENT = "--logging.console.enabled=false";

	private static RunningBourse bourse;

	@TempDir
	Path folder;

	@BeforeAll
	static void open() {
		bourse = new RunningBourse(SILENT, "--bourse.market.stocks[0].symbol=Large",
				"--bourse.market.stocks[0].price=1", "--bourse.market.stocks[0].max-volume=1000000000000",
				"--bourse.market.stocks[1].symbol=Small", "--bourse.market.stocks[1].price=2",
				"--bourse.market.stocks[1].max-volume=3");
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	@Test
	void compareAnswersFiveQuestionsOnOnePage(CapturedOutput output) {
		assertThat(bench(bourse, "--clients=1,2,3,4,5", "--duration=50ms", "--warm-up=1ms", "--stock=Large"))
			.as(output.getAll())
			.isZero();
		assertThat(output.getErr()).isEmpty();
		assertThat(output.getOut().lines()).hasSizeLessThanOrEqualTo(60)
			.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(100))
			.contains("1. Socket or gRPC?", "2. How does latency grow with clients?",
					"3. What does a new connection cost?", "4. Lookup or trade?",
					"5. What if there are more clients than threads?")
			.filteredOn((line) -> line.startsWith("=> "))
			.hasSize(5);
		assertThat(output.getOut().replaceAll("\\s+", " "))
			.contains("closed loop", "seed 42", "store memory", "gRPC threads 0 (event loops)",
					"the server is on this host", "against a server that does nothing")
			.doesNotContain("requests failed");
	}

	@Test
	void helpTellsTheOptions(CapturedOutput output) {
		assertThat(bench(bourse, "--help")).isZero();
		assertThat(output.getErr()).isEmpty();
		assertThat(output.getOut()).startsWith("Usage: bench")
			.contains("--scenario=", "--via=", "--clients=", "--connections=", "--duration=", "--warm-up=", "--rate=",
					"--pipeline=", "--seed=", "--stock=", "--host=", "--socket-port=", "--grpc-port=", "--fail-if=",
					"--json=FILE", "--csv=FILE", "--html=FILE");
	}

	@ParameterizedTest
	@ValueSource(strings = { "socket", "grpc" })
	void everyOutcomeIsCounted(String via, CapturedOutput output) throws IOException {
		try (RunningBourse small = new RunningBourse(SILENT, "--bourse.market.max-volume=3",
				"--bourse.market.stocks[0].symbol=A", "--bourse.market.stocks[0].price=1")) {
			Path file = this.folder.resolve("report.json");
			assertThat(bench(small, "--scenario=trade", "--via=" + via, "--clients=2", "--pipeline=2",
					"--duration=100ms", "--warm-up=0", "--json=" + file))
				.as(output.getAll())
				.isZero();
			JsonNode measurement = JsonMapper.shared().readTree(Files.readString(file)).at("/measurements/0");
			long answers = measurement.at("/answers").asLong();
			assertThat(measurement.at("/outcomes/EXECUTED").asLong()).isEqualTo(3);
			assertThat(measurement.at("/outcomes/REFUSED").asLong()).isEqualTo(answers - 3).isPositive();
			assertThat(measurement.at("/errors").asLong()).isZero();
			assertThat(output.getOut().replaceAll("\\s+", " ")).contains("trades were refused by the market",
					"1 of 1 stocks have reached their volume limit", "--bourse.market.max-volume=1000000000000");
		}
	}

	@ParameterizedTest
	@CsvSource({ "socket,lookup,new,1", "grpc,lookup,new,1", "socket,mixed,kept,16", "grpc,mixed,kept,16" })
	void aScenarioIsMeasured(String via, String scenario, String connections, int pipeline, CapturedOutput output)
			throws IOException {
		Path csv = this.folder.resolve("report.csv");
		Path html = this.folder.resolve("report.html");
		assertThat(bench(bourse, "--scenario=" + scenario, "--via=" + via, "--connections=" + connections,
				"--pipeline=" + pipeline, "--clients=3", "--duration=300ms", "--warm-up=10ms", "--stock=Large",
				"--csv=" + csv, "--html=" + html))
			.as(output.getAll())
			.isZero();
		List<String> lines = Files.readAllLines(csv);
		assertThat(lines).hasSize(2);
		assertThat(lines.get(1)).startsWith(scenario + "," + via + "," + connections + ",3," + pipeline + ",,0.01,0.3,")
			.endsWith(",0,0,0,0,0,0,0,0,COMPLETE");
		assertThat(Long.parseLong(lines.get(1).split(",")[9])).isPositive();
		assertThat(html).content().contains("id=\"all-percentiles\"");
	}

	@Test
	void anOpenLoopSendsWhatTheClockSays(CapturedOutput output) throws IOException {
		Path file = this.folder.resolve("report.json");
		assertThat(bench(bourse, "--scenario=lookup", "--rate=1000", "--clients=4", "--duration=200ms", "--warm-up=0",
				"--stock=Large", "--json=" + file))
			.as(output.getAll())
			.isZero();
		JsonNode report = JsonMapper.shared().readTree(Files.readString(file));
		assertThat(StreamSupport.stream(report.at("/measurements").spliterator(), false))
			.map((measurement) -> measurement.at("/requests").asLong())
			.containsExactly(200L, 200L);
		assertThat(output.getOut()).contains("open loop of 1,000 requests/s (latency from the intended start)");
	}

	@Test
	void aThresholdThatFailsEndsWithTen(CapturedOutput output) {
		assertThat(bench(bourse, "--scenario=lookup", "--via=socket", "--clients=1", "--duration=50ms", "--warm-up=0",
				"--stock=Large", "--fail-if=max>0ms,errors>0"))
			.isEqualTo(10);
		assertThat(output.getOut()).contains("FAILED: max>0ms", "passed: not errors>0");
		assertThat(output.getErr().strip()).isEqualTo("bench: a threshold has failed");
	}

	@Test
	void whoIsInterruptedIsToldWhatWasMeasured(CapturedOutput output) throws Exception {
		Path file = this.folder.resolve("report.json");
		Bench bench = new Bench("--scenario=lookup", "--clients=2,3", "--duration=1m", "--warm-up=0", "--stock=Large",
				"--json=" + file);
		awaitLookups(bourse, "socket");
		bench.thread.interrupt();
		assertThat(bench.exitCode.get(30, TimeUnit.SECONDS)).isEqualTo(130);
		assertThat(output.getOut()).contains("interrupted; these are 1 of 4 measurements", "=> Outcomes: found ");
		JsonNode report = JsonMapper.shared().readTree(Files.readString(file));
		assertThat(report.at("/end").asString()).isEqualTo("INTERRUPTED");
		assertThat(report.at("/measurements")).hasSize(1);
		assertThat(report.at("/measurements/0/answers").asLong()).isPositive();
	}

	@Test
	void aServerThatGoesAwayEndsTheRunWithWhatWasMeasured(CapturedOutput output) throws Exception {
		RunningBourse dying = new RunningBourse(SILENT);
		List<Bench> benches = Stream.of("socket", "grpc")
			.map((via) -> new Bench(dying, "--scenario=lookup", "--via=" + via, "--clients=2", "--duration=1m",
					"--warm-up=0"))
			.toList();
		awaitLookups(dying, "socket");
		awaitLookups(dying, "grpc");
		dying.close();
		for (Bench bench : benches) {
			assertThat(bench.exitCode.get(60, TimeUnit.SECONDS)).isEqualTo(7);
		}
		assertThat(output.getOut().replaceAll("\\s+", " "))
			.contains("the server was gone; these are 1 of 1 measurements", "disconnected ")
			.containsPattern(
					"note [\\d,]+ requests failed, whose latency is in no figure: .*note [\\d,]+ requests failed");
		assertThat(output.getErr().lines()).filteredOn((line) -> line.startsWith("bench:"))
			.hasSize(2)
			.allSatisfy((line) -> assertThat(line).startsWith("bench: server unavailable: no answer for 5 s"));
	}

	@Test
	void aStockThatIsNotThereEndsWithFour(CapturedOutput output) {
		assertThat(bench(bourse, "--stock=Large,Nope")).isEqualTo(4);
		assertThat(output.getOut()).isEmpty();
		assertThat(output.getErr().strip()).isEqualTo("bench: no stock has the symbol Nope");
	}

	@ParameterizedTest
	@CsvSource({ "socket,--socket-port=1", "both,--grpc-port=1", "grpc,--grpc-port=1" })
	void aDoorThatIsNotThereEndsWithSeven(String via, String port, CapturedOutput output) {
		assertThat(bench(bourse, "--scenario=lookup", "--via=" + via, port)).isEqualTo(7);
		assertThat(output.getOut()).isEmpty();
		assertThat(output.getErr().lines()).singleElement()
			.asString()
			.startsWith("bench: server unavailable at localhost:1: ");
	}

	@Test
	void aServerThatIsMeasuredThroughGrpcMayHaveNoSocket(CapturedOutput output) {
		assertThat(bench(bourse, "--scenario=lookup", "--via=grpc", "--socket-port=1", "--clients=1", "--duration=50ms",
				"--warm-up=0", "--stock=Large"))
			.isZero();
		assertThat(output.getOut().replaceAll("\\s+", " ")).contains("its socket door was not there to tell more");
	}

	/** As the process would end with. */
	private static int bench(RunningBourse server, String... options) {
		String[] arguments = new String[options.length + 3];
		arguments[0] = "--spring.profiles.active=bench";
		arguments[1] = "--socket-port=" + server.socketPort();
		arguments[2] = "--grpc-port=" + server.grpcPort();
		System.arraycopy(options, 0, arguments, 3, options.length);
		for (String option : options) {
			// The last of an option given twice would be refused.
			if (option.startsWith("--socket-port=")) {
				arguments[1] = "--host=localhost";
			}
			else if (option.startsWith("--grpc-port=")) {
				arguments[2] = "--seed=7";
			}
		}
		return SpringApplication.exit(new SpringApplication(Bourse.class).run(arguments));
	}

	/** Until somebody is measuring this door. */
	private static void awaitLookups(RunningBourse server, String door) {
		long before = lookups(server, door);
		await().atMost(60, TimeUnit.SECONDS).until(() -> lookups(server, door) > before + 1000);
	}

	private static long lookups(RunningBourse server, String door) {
		return server.context()
			.getBean(MeterRegistry.class)
			.find("bourse.requests")
			.tags("command", "lookup", "door", door)
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

	/** A bench on a thread of its own. */
	private static final class Bench {

		private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

		private final Thread thread;

		private Bench(String... options) {
			this(bourse, options);
		}

		private Bench(RunningBourse server, String... options) {
			this.thread = new Thread(() -> {
				try {
					this.exitCode.complete(bench(server, options));
				}
				catch (RuntimeException ex) {
					this.exitCode.completeExceptionally(ex);
				}
			}, "bench");
			this.thread.start();
		}

	}

}
