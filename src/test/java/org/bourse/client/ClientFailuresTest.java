package org.bourse.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bourse.client.ServerOptions.Address;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the clients of both doors tell when there is no answer, or a strange one.
 */
class ClientFailuresTest {

	private static final Symbol A = new Symbol("A");

	private ServerSocket server;

	private Address address;

	@BeforeEach
	void open() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.address = new Address("127.0.0.1", this.server.getLocalPort());
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
	}

	@Test
	void onlyOfAWriteItIsToldThatItMayHaveBeenApplied() {
		Consumer<StockClient> read = (client) -> client.lookup(A);
		Consumer<StockClient> write = (client) -> client.update(A, Price.parse("1"));
		List<CompletableFuture<String>> messages = Stream.of(Via.values())
			.flatMap((via) -> Stream.of(read, write)
				.map((request) -> CompletableFuture.supplyAsync(() -> failure(via, request))))
			.toList();
		String unanswered = "no answer from " + this.address + " within 5 s";
		String unknown = unanswered + "; a write may or may not have been applied";
		assertThat(messages.stream().map(CompletableFuture::join)).containsExactly(unanswered, unknown, unanswered,
				unknown);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "socket | it does not speak RESP: reply begins with byte 0x48 (is this the socket door? %s)",
					"grpc | gave no answer" })
	void whoIsAtAnotherDoorIsToldWhatTheCallerAdvises(Via via, String message) {
		CompletableFuture<Void> answered = CompletableFuture.runAsync(this::answerOneRequest);
		String advice = "--" + via + "-port names its port";
		assertThat(failure(via, (client) -> client.lookup(A))).contains(message.formatted(advice))
			.endsWith(" door? " + advice + ")");
		answered.join();
	}

	/** As a web server does. */
	private void answerOneRequest() {
		try (Socket client = this.server.accept()) {
			client.getInputStream().read();
			client.getOutputStream()
				.write("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			client.getInputStream().skip(Long.MAX_VALUE);
		}
		catch (IOException ex) {
			// The client has seen enough.
		}
	}

	private String failure(Via via, Consumer<StockClient> request) {
		String advice = "--" + via + "-port names its port";
		try (StockClient client = (via == Via.grpc)
				? new GrpcStockClient(new TestChannels(), this.address, Credentials.none(), advice)
				: new SocketStockClient(this.address, Credentials.none(), advice)) {
			ClientException failure = catchThrowableOfType(ClientException.class, () -> request.accept(client));
			assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
			return failure.getMessage();
		}
	}

}
