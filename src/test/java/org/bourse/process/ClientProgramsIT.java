package org.bourse.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;

import org.bourse.process.BourseProcess.Result;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each client program as a user starts it.
 */
class ClientProgramsIT {

	@TempDir
	static Path folder;

	private static BourseProcess server;

	@BeforeAll
	static void open() throws IOException {
		server = BourseProcess.server(folder, "--bourse.market.stocks[0].symbol=GameStart",
				"--bourse.market.stocks[0].price=15.99", "--bourse.market.stocks[1].symbol=Small",
				"--bourse.market.stocks[1].price=2.50", "--bourse.market.stocks[1].max-volume=10",
				"--bourse.market.stocks[2].symbol=Tiny", "--bourse.market.stocks[2].price=3",
				"--bourse.market.stocks[2].max-volume=10", "--bourse.market.stocks[3].symbol=Steady",
				"--bourse.market.stocks[3].price=4", "--bourse.market.stocks[4].symbol=Moving",
				"--bourse.market.stocks[4].price=1");
	}

	@AfterAll
	static void close() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void lookupPrintsAStock(String via) throws Exception {
		assertThat(run("lookup", via, "--stock=Steady"))
			.isEqualTo(new Result(0, "Steady 4 TRADING volume 0 of 1000000", ""));
		assertThat(run("lookup", via, "--stock=Steady", "--json")).isEqualTo(new Result(0,
				"{\"symbol\":\"Steady\",\"price\":\"4\",\"volume\":0,\"volumeLimit\":1000000,\"status\":\"TRADING\","
						+ "\"haltReason\":null,\"haltedAt\":null,\"resumeAt\":null,\"version\":1}",
				""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void anUnknownStockEndsWithFour(String via) throws Exception {
		assertThat(run("lookup", via, "--stock=Nope"))
			.isEqualTo(new Result(4, "-1", "lookup: no stock has the symbol Nope"));
		assertThat(run("trade", via, "--stock=Nope", "--quantity=1", "--side=BUY"))
			.isEqualTo(new Result(4, "", "trade: no stock has the symbol Nope"));
		assertThat(run("update", via, "--stock=Nope", "--price=1"))
			.isEqualTo(new Result(4, "", "update: no stock has the symbol Nope"));
	}

	@Test
	void tradeOverGrpcPrintsTheAnswer() throws Exception {
		assertThat(run("trade", "grpc", "--stock=Small", "--quantity=4", "--side=SELL", "--id=a-1"))
			.isEqualTo(new Result(0, "EXECUTED Small-1: Small 2.5 TRADING volume 4 of 10", ""));
		assertThat(run("trade", "grpc", "--stock=Small", "--quantity=4", "--side=SELL", "--id=a-1"))
			.isEqualTo(new Result(0, "EXECUTED Small-1 (duplicate): Small 2.5 TRADING volume 4 of 10", ""));
		assertThat(run("trade", "grpc", "--stock=Small", "--quantity=5", "--side=SELL", "--id=a-1"))
			.isEqualTo(new Result(2, "", "trade: client order id a-1 was used for another order; choose a new id"));
		assertThat(run("trade", "grpc", "--stock=Small", "--quantity=7", "--side=BUY"))
			.isEqualTo(new Result(5, "LIMIT_EXCEEDED: Small 2.5 TRADING volume 4 of 10", ""));
		assertThat(run("trade", "grpc", "--stock=Small", "--quantity=6", "--side=BUY", "--json")).satisfies(
				(result) -> assertThat(result.exitCode()).isZero(),
				(result) -> assertThat(result.out())
					.startsWith("{\"outcome\":\"EXECUTED\",\"tradeId\":\"Small-2\",\"duplicate\":false,"
							+ "\"remainingVolume\":0,\"stock\":{\"symbol\":\"Small\"")
					.contains("\"status\":\"HALTED\",\"haltReason\":\"VOLUME_LIMIT\""));
		assertThat(run("trade", "grpc", "--stock=Small", "--quantity=1", "--side=BUY"))
			.satisfies((result) -> assertThat(result.exitCode()).isEqualTo(5), (result) -> assertThat(result.out())
				.startsWith("HALTED: Small 2.5 HALTED VOLUME_LIMIT volume 10 of 10 until "));
	}

	@Test
	void tradeOverTheSocketPrintsTheAnswer() throws Exception {
		assertThat(run("trade", "socket", "--stock=Tiny", "--quantity=4", "--side=SELL"))
			.isEqualTo(new Result(0, "EXECUTED: Tiny 3 TRADING volume 4 of 10", ""));
		assertThat(run("trade", "socket", "--stock=Tiny", "--quantity=7", "--side=buy"))
			.isEqualTo(new Result(5, "REFUSED: Tiny 3 TRADING volume 4 of 10", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void updateReplacesThePrice(String via) throws Exception {
		assertThat(run("update", via, "--stock=GameStart", "--price=20.50")).satisfies(
				(result) -> assertThat(result.exitCode()).isZero(),
				(result) -> assertThat(result.out()).startsWith("GameStart 20.5 TRADING"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "lookup --stok=A --stock=A", "trade --stock=A --quantity=0 --side=BUY",
			"update --stock=A --price=1e3", "client-runner --requests=0", "price-updater --model=magic" })
	void aMistakeIsOneLineAndEndsWithTwo(String line) throws Exception {
		Result result = BourseProcess.run(folder, ("--spring.profiles.active=" + line).split(" "));
		assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
		assertThat(result.out()).isEmpty();
		assertThat(result.err().lines()).hasSize(1).first().asString().startsWith(line.split(" ")[0] + ": ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "lookup", "trade", "update", "price-updater", "client-runner" })
	void helpTellsTheOptions(String program) throws Exception {
		Result result = BourseProcess.run(folder, "--spring.profiles.active=" + program, "--help");
		assertThat(result.exitCode()).isZero();
		assertThat(result.out()).startsWith("Usage: " + program).contains("--host=HOST", "--port=PORT");
		assertThat(result.err()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aServerThatIsDownEndsWithSeven(String via) throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		Result result = BourseProcess.run(folder, "--spring.profiles.active=lookup", "--stock=A", "--host=127.0.0.1",
				"--port=" + port, "--via=" + via);
		assertThat(result.exitCode()).isEqualTo(7);
		assertThat(result.out()).isEmpty();
		assertThat(result.err().lines()).hasSize(1)
			.first()
			.asString()
			.startsWith("lookup: server unavailable at 127.0.0.1:" + port + ": ")
			.contains("Connection refused");
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aServerThatCutsTheConnectionEndsWithSeven(String via) throws Exception {
		try (ServerSocket cutting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread acceptor = new Thread(() -> {
				try {
					while (true) {
						try (Socket client = cutting.accept(); InputStream in = client.getInputStream()) {
							in.read();
							client.setSoLinger(true, 0);
						}
					}
				}
				catch (IOException ex) {
					// The end of the test.
				}
			});
			acceptor.start();
			Result result = BourseProcess.run(folder, "--spring.profiles.active=lookup", "--stock=A",
					"--host=127.0.0.1", "--port=" + cutting.getLocalPort(), "--via=" + via);
			assertThat(result.exitCode()).as(result.toString()).isEqualTo(7);
			assertThat(result.err().lines()).hasSize(1);
		}
	}

	@Test
	void aServerThatNeverAnswersEndsWithSeven() throws Exception {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				BourseProcess overGrpc = BourseProcess.start(folder, "--spring.profiles.active=trade", "--stock=A",
						"--quantity=1", "--side=BUY", "--port=" + silent.getLocalPort(), "--host=127.0.0.1");
				BourseProcess overSocket = BourseProcess.start(folder, "--spring.profiles.active=trade", "--stock=A",
						"--quantity=1", "--side=BUY", "--port=" + silent.getLocalPort(), "--host=127.0.0.1",
						"--via=socket")) {
			String message = "trade: no answer from 127.0.0.1:" + silent.getLocalPort()
					+ " within 5 s; a write may or may not have been applied";
			assertThat(overGrpc.await60()).isEqualTo(new Result(7, "", message));
			assertThat(overSocket.await60()).isEqualTo(new Result(7, "", message));
		}
	}

	@Test
	void clientRunnerReportsAHundredLookups() throws Exception {
		Result result = BourseProcess.run(folder, "--spring.profiles.active=client-runner", "--stock=Steady",
				"--port=" + server.socketPort());
		assertThat(result.exitCode()).as(result.toString()).isZero();
		assertThat(result.err()).isEmpty();
		assertThat(result.out().lines()).hasSize(8)
			.satisfiesExactly((line) -> assertThat(line).isEqualTo("answer:   Steady 4"),
					(line) -> assertThat(line).isEqualTo("count:    100"),
					(line) -> assertThat(line).isEqualTo("failures: 0"),
					(line) -> assertThat(line).matches("total:    \\d+\\.\\d{3} ms"),
					(line) -> assertThat(line).matches("mean:     \\d+\\.\\d{3} ms"),
					(line) -> assertThat(line).matches("p50:      \\d+\\.\\d{3} ms"),
					(line) -> assertThat(line).matches("p99:      \\d+\\.\\d{3} ms"),
					(line) -> assertThat(line).matches("max:      \\d+\\.\\d{3} ms"));
		Result unknown = BourseProcess.run(folder, "--spring.profiles.active=client-runner", "--stock=Nope",
				"--requests=3", "--port=" + server.socketPort());
		assertThat(unknown.exitCode()).isEqualTo(4);
		assertThat(unknown.err()).isEqualTo("client-runner: no stock has the symbol Nope");
	}

	@Test
	void priceUpdaterEndsCleanlyOnCtrlC() throws Exception {
		try (BourseProcess updater = BourseProcess.start(folder, "--spring.profiles.active=price-updater",
				"--interval-max=1ms", "--port=" + server.grpcPort(),
				"--bourse.price-updater.companies[0].symbol=GameStart", "--bourse.price-updater.companies[0].min=5",
				"--bourse.price-updater.companies[0].max=6", "--seed=3")) {
			await().until(() -> updater.out().lines().count() > 5);
			updater.signal("INT");
			Result result = updater.await60();
			assertThat(result.exitCode()).isEqualTo(130);
			assertThat(result.err()).isEqualTo("price-updater: seed 3");
		}
	}

	@Test
	void benchTellsOnCtrlCWhatItHasMeasured() throws Exception {
		Path file = folder.resolve("bench.csv");
		long before = commands();
		try (BourseProcess bench = BourseProcess.start(folder, "--spring.profiles.active=bench", "--scenario=lookup",
				"--via=socket", "--clients=2", "--duration=10m", "--warm-up=0", "--stock=Steady",
				"--socket-port=" + server.socketPort(), "--csv=" + file)) {
			await().atMost(Duration.ofSeconds(60)).until(() -> commands() > before + 1000);
			bench.signal("INT");
			Result result = bench.await60();
			assertThat(result.exitCode()).as(result.toString()).isEqualTo(130);
			assertThat(result.out()).contains("interrupted; these are 1 of 1 measurements", "=> Outcomes: found ");
			assertThat(result.err()).isEmpty();
			assertThat(file).content().contains("lookup,socket,kept,2,1,").endsWith("INTERRUPTED\n");
		}
	}

	/** That the server has answered through its socket. */
	private static long commands() throws Exception {
		try (RawClient client = new RawClient(Integer.parseInt(server.socketPort()))) {
			String stats = ((Reply.Text) client.ask("INFO stats")).value();
			return Long.parseLong(stats.lines()
				.filter((line) -> line.startsWith("total_commands_processed:"))
				.map((line) -> line.split(":")[1])
				.findFirst()
				.orElseThrow());
		}
	}

	private static Result run(String program, String via, String... options) throws Exception {
		String port = via.equals("grpc") ? server.grpcPort() : server.socketPort();
		String[] arguments = new String[options.length + 3];
		arguments[0] = "--spring.profiles.active=" + program;
		arguments[1] = "--via=" + via;
		arguments[2] = "--port=" + port;
		System.arraycopy(options, 0, arguments, 3, options.length);
		return BourseProcess.run(folder, arguments);
	}

}
