package org.bourse.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.bourse.process.BourseProcess.Result;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The server as an operator starts and stops it.
 */
class ServerIT {

	@TempDir
	Path folder;

	@Test
	void itStartsServesAndStopsOnSigtermInAFewLines() throws Exception {
		try (BourseProcess server = BourseProcess.server(this.folder);
				RawClient client = new RawClient(Integer.parseInt(server.socketPort()))) {
			assertThat(client.ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
			client.send("TRADE GameStart 1 BUY\r\n".repeat(1000));
			for (int i = 0; i < 1000; i++) {
				assertThat(client.read()).isEqualTo(new Reply.Number(1));
			}
			knockAt(server.grpcPort());
			server.signal("TERM");
			Result result = server.await60();
			assertThat(result.exitCode()).isEqualTo(143);
			assertThat(result.err()).isEmpty();
			assertThat(result.out().lines().filter((line) -> line.contains("ERROR") || line.contains("Exception")))
				.isEmpty();
			assertThat(result.out().lines().map((line) -> line.replaceFirst("^.* : ", ""))).satisfiesExactly(
					(line) -> assertThat(line).endsWith("data/bourse.db open: 4 stocks, 4 of them new"),
					(line) -> assertThat(line).startsWith("Bourse is open: {")
						.contains("Try: redis-cli -h 127.0.0.1 -p " + server.socketPort() + " LIST | ",
								"grpcurl -plaintext 127.0.0.1:" + server.grpcPort() + " list | ", "Java "),
					// Of the one who knocked.
					(line) -> assertThat(line).startsWith("A client of the gRPC door was cut off, or went, without"),
					(line) -> assertThat(line).startsWith("Bourse stopped in ")
						.contains(": socket 1 clients, 0 cut off; grpc 0 streams, 0 cut off; "));
		}
		try (BourseProcess server = BourseProcess.server(this.folder);
				RawClient client = new RawClient(Integer.parseInt(server.socketPort()))) {
			assertThat(client.ask("TRADE GameStart 999000 BUY")).isEqualTo(new Reply.Number(1));
			assertThat(client.ask("TRADE GameStart 1 BUY")).isEqualTo(new Reply.Number(0));
			secondServerIsRefused();
			assertThat(client.ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
		}
		Result proof = BourseProcess.run(this.folder, "--spring.profiles.active=verify");
		assertThat(proof.exitCode()).as(proof.toString()).isZero();
		assertThat(proof.out()).matches("verified: 4 stocks, 1001 trades, 5 events, \\d+ candles?, 1000000 shares");
		assertThat(proof.err()).isEmpty();
	}

	private void secondServerIsRefused() throws Exception {
		Result second = BourseProcess.run(this.folder);
		assertThat(second.exitCode()).isEqualTo(7);
		assertThat(second.err()).isEqualTo("bourse: the ledger " + this.folder.toRealPath().resolve("data/bourse.db")
				+ " is in use by another server. Stop it, or choose another file with bourse.store.url.");
		assertThat(second.out()).doesNotContain("\tat ", "ERROR");
	}

	@Test
	void inMemoryItSaysThatNothingSurvives() throws Exception {
		try (BourseProcess server = BourseProcess.server(this.folder, "--bourse.store.url=memory:")) {
			server.signal("TERM");
			Result result = server.await60();
			assertThat(result.out().lines().filter((line) -> line.contains(" WARN "))).hasSize(1)
				.first()
				.asString()
				.contains("Stocks are kept in memory only");
			assertThat(this.folder.resolve("data")).doesNotExist();
		}
	}

	/** As somebody does who takes the gRPC door for another. */
	private static void knockAt(String port) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write("LOOKUP GameStart\r\n, or GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
			socket.getInputStream().readAllBytes();
		}
	}

	@Test
	void stocksComeFromAFileToo() throws Exception {
		// The file is shared with the updater.
		Files.writeString(this.folder.resolve("application.yml"),
				"bourse:\n  price-updater:\n    companies: [{symbol: ACME, min: '1', max: '2'}]\n");
		Files.writeString(this.folder.resolve("stocks.csv"), "symbol,price,max-volume\nACME,1.25,7\n");
		try (BourseProcess server = BourseProcess.server(this.folder, "--bourse.market.stocks-file=stocks.csv");
				RawClient client = new RawClient(Integer.parseInt(server.socketPort()))) {
			assertThat(client.ask("LOOKUP ACME")).isEqualTo(new Reply.Text("1.25"));
			assertThat(client.ask("TRADE ACME 8 BUY")).isEqualTo(new Reply.Number(0));
			assertThat(client.ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
		}
	}

	/** All others are in {@code ServerMistakesTest}. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"--bourse.socket.threads=0 | invalid value '0' of bourse.socket.threads: must be a whole number from 1 to 1024.",
			"lookup | unknown argument 'lookup'." })
	void aBadSettingStopsTheStartWithOneClearLine(String argument, String message) throws Exception {
		Result result = BourseProcess.run(this.folder, argument.strip());
		assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
		assertThat(result.err().lines()).hasSize(1).first().asString().startsWith("bourse: ").contains(message);
		assertThat(result.out()).doesNotContain("\tat ", "ERROR");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bourse:\n\tsocket: 4\n", "bourse:\n  socket:\n    thread: 4\n" })
	void aBadSettingsFileStopsTheStartWithOneClearLine(String yaml) throws Exception {
		Files.writeString(this.folder.resolve("application.yml"), yaml);
		Result result = BourseProcess.run(this.folder);
		assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
		assertThat(result.err().lines()).hasSize(1).first().asString().startsWith("bourse: ");
		assertThat(result.out()).doesNotContain("\tat ");
	}

	@ParameterizedTest
	@ValueSource(strings = "spring.grpc.server.port")
	void aPortInUseStopsTheStartWithOneClearLine(String key) throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			List<String> arguments = new ArrayList<>();
			for (String door : List.of("bourse.socket.port", "spring.grpc.server.port", "server.port")) {
				arguments.add("--" + door + "=" + (door.equals(key) ? taken.getLocalPort() : 0));
			}
			Result result = BourseProcess.run(this.folder, arguments.toArray(String[]::new));
			assertThat(result.exitCode()).as(result.toString()).isEqualTo(7);
			assertThat(result.err().lines()).hasSize(1)
				.first()
				.asString()
				.startsWith("bourse: ")
				.contains(Integer.toString(taken.getLocalPort()));
			assertThat(result.out()).doesNotContain("\tat ", "ERROR");
		}
	}

	@Test
	void helpTellsHowToStartTheServerAndThePrograms() throws Exception {
		Result result = BourseProcess.run(this.folder, "--help");
		assertThat(result.exitCode()).isZero();
		assertThat(result.out()).startsWith("Bourse, a stock quote and trading server.").contains("price-updater");
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void priceUpdaterSurvivesARestartOfTheServer(String via) throws Exception {
		BourseProcess server = BourseProcess.server(this.folder);
		String grpcPort = server.grpcPort();
		String socketPort = server.socketPort();
		try (BourseProcess updater = BourseProcess.start(this.folder, "--spring.profiles.active=price-updater",
				"--interval-max=5ms", "--via=" + via, "--port=" + (via.equals("grpc") ? grpcPort : socketPort))) {
			await().atMost(Duration.ofSeconds(30)).until(() -> updater.out().lines().count() > 3);
			server.signal("KILL");
			server.await60();
			await().until(() -> updater.err().contains("; trying again in 500ms"));
			try (BourseProcess again = BourseProcess.server(this.folder, "--bourse.socket.port=" + socketPort,
					"--spring.grpc.server.port=" + grpcPort)) {
				await().atMost(Duration.ofSeconds(30))
					.until(() -> updater.err().contains("price-updater: the server is back"));
				long lines = updater.out().lines().count();
				await().until(() -> updater.out().lines().count() > lines + 3);
				assertThat(again.err()).isEmpty();
			}
			assertThat(updater.err()).doesNotContain("\tat ");
		}
		finally {
			server.close();
		}
	}

}
