package org.bourse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The price updater as a user sees it, on a server in the same process.
 */
@ExtendWith(OutputCaptureExtension.class)
class PriceUpdaterProgramTest {

	private static final String NARROW = "--bourse.price-updater.companies[0].symbol=A "
			+ "--bourse.price-updater.companies[0].min=10.00 --bourse.price-updater.companies[0].max=10.05 "
			+ "--bourse.price-updater.companies[1].symbol=B --bourse.price-updater.companies[1].min=7 "
			+ "--bourse.price-updater.companies[1].max=7 ";

	private static RunningBourse bourse;

	@TempDir
	Path folder;

	@BeforeAll
	static void open() {
		// Standard output is the updater's.
		bourse = new RunningBourse("--logging.console.enabled=false", "--bourse.market.stocks[0].symbol=A",
				"--bourse.market.stocks[0].price=1", "--bourse.market.stocks[1].symbol=B",
				"--bourse.market.stocks[1].price=1");
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	@ParameterizedTest
	@CsvSource({ "uniform,grpc", "uniform,socket", "walk,grpc", "gbm,socket" })
	void aSeedPrintsTheSameLinesAgainWithinEachCompanysRange(String model, String via, CapturedOutput output) {
		String options = NARROW + "--seed=7 --count=50 --interval=1ms --model=" + model;
		assertThat(run(via, options)).as(output.getAll()).isZero();
		List<String> first = output.getOut().lines().toList();
		assertThat(first).hasSize(50)
			.allMatch((line) -> line.matches("(A 10(\\.0[0-5]\\d*)?|B 7) TRADING volume 0 of 1000000"))
			.anyMatch((line) -> line.startsWith("A"))
			.anyMatch((line) -> line.startsWith("B"));
		assertThat(run(via, options.replace("--interval=1ms", "--interval-max=2ms"))).isZero();
		List<String> twice = new ArrayList<>(first);
		twice.addAll(first);
		assertThat(output.getOut().lines()).containsExactlyElementsOf(twice);
		assertThat(output.getErr().lines()).containsExactly("price-updater: seed 7", "price-updater: seed 7");
	}

	@Test
	void aCompanyThatTheMarketDoesNotHaveIsLeftOut(CapturedOutput output) {
		assertThat(run("grpc", NARROW.replace("=A", "=Nope") + "--count=20 --interval=0 --seed=1")).isZero();
		assertThat(output.getOut().lines()).hasSize(20).allMatch((line) -> line.startsWith("B 7 "));
		assertThat(output.getErr().lines()).containsExactly("price-updater: seed 1",
				"price-updater: no stock has the symbol Nope, it is left out from now on");
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aFileIsReplayedToItsEnd(String via, CapturedOutput output) throws Exception {
		String file = file("1,A,1.25", "2,Nope,3", "60,B,0.0001", "60,A,1000000000", "61,Nope,3");
		assertThat(run(via, "--model=replay --speed=max --file=" + file)).as(output.getAll()).isZero();
		assertThat(output.getOut().lines()).containsExactly("A 1.25 TRADING volume 0 of 1000000",
				"B 0.0001 TRADING volume 0 of 1000000", "A 1000000000 TRADING volume 0 of 1000000");
		assertThat(output.getErr().lines())
			.containsExactly("price-updater: no stock has the symbol Nope, it is left out from now on");
	}

	@Test
	void aReplayEndsEarlierIfItIsTold(CapturedOutput output) throws Exception {
		assertThat(run("grpc", "--model=replay --count=1 --json --file=" + file("1,A,1.25", "9999,A,1.5"))).isZero();
		assertThat(output.getOut().lines()).singleElement()
			.asString()
			.startsWith("{\"symbol\":\"A\",\"price\":\"1.25\"");
		assertThat(output.getErr()).isEmpty();
	}

	@Test
	void aReplayOfUnknownStocksEndsWithFour(CapturedOutput output) throws Exception {
		assertThat(run("grpc", "--model=replay --file=" + file("1,Nope,1.25", "9999,Nope,1.5"))).isEqualTo(4);
		assertThat(output.getErr().strip()).isEqualTo("price-updater: no stock has the symbol Nope");
	}

	@Test
	void ofABadFileNothingIsSent(CapturedOutput output) throws Exception {
		try (RawClient client = bourse.socket()) {
			client.ask("UPDATE A 3");
			String file = file("1,A,1.25", "2,A,1.2.5");
			assertThat(run("grpc", "--model=replay --speed=max --file=" + file)).isEqualTo(2);
			assertThat(output.getOut()).isEmpty();
			assertThat(output.getErr().strip()).isEqualTo("price-updater: --file: " + file
					+ ", line 3: price must be a decimal number more than 0 and at most 1000000000, with at most 4 "
					+ "fraction digits, such as 15.99; it is '1.2.5'");
			assertThat(client.ask("LOOKUP A")).isEqualTo(new Reply.Text("3"));
		}
	}

	private String file(String... lines) throws Exception {
		return Files.writeString(this.folder.resolve("ticks.csv"), "time,symbol,price\n" + String.join("\n", lines))
			.toString();
	}

	/** As the process would end with. */
	private static int run(String via, String options) {
		int port = via.equals("grpc") ? bourse.grpcPort() : bourse.socketPort();
		String line = "--spring.profiles.active=price-updater --via=" + via + " --port=" + port + " " + options;
		return SpringApplication.exit(new SpringApplication(Bourse.class).run(line.split(" ")));
	}

}
