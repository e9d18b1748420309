package org.bourse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
 * What an operator may get wrong in the settings of the server.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServerMistakesTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"--bourse.socket.threads=0 | invalid value '0' of bourse.socket.threads: must be a whole number from 1 to 1024.",
			"--bourse.socket.threads=many | invalid value 'many' of bourse.socket.threads: must be one whole number.",
			"--bourse.socket.idle-timeout=soon | invalid value 'soon' of bourse.socket.idle-timeout: must be a duration",
			"--server.port=99999 | invalid value '99999' of server.port.",
			"--spring.grpc.server.port=abc | invalid value 'abc' of spring.grpc.server.port.",
			"--bourse.socket.prot=1 | unknown setting bourse.socket.prot.",
			"--bourse.sokcet.port=1 | unknown setting bourse.sokcet.port.",
			"--bourse.sockets.port=1 | unknown setting bourse.sockets.port.",
			"--bourse.socket.port=65536 | must be a whole number from 0",
			"--bourse.socket.address=not.an.address.invalid | bourse.socket.address",
			"--bourse.grpc.threads=-1 | invalid value '-1' of bourse.grpc.threads: must be a whole number from 0 to 1024.",
			"--bourse.market.max-volume=0 | invalid value '0' of bourse.market.max-volume: must be a whole number from 1",
			"--bourse.market.max-volume=lots | bourse.market.max-volume",
			"--bourse.market.stocks[0].symbol=A | bourse.market.stocks[0].price",
			"--bourse.market.stocks-file=nope.csv | invalid value 'nope.csv' of bourse.market.stocks-file: there is no such file.",
			"--bourse.store.url=jdbc:postgresql://bo:secret@localhost/x | without credentials: those are bourse.store.username and bourse.store.password",
			"--bourse.store.uri=memory: | unknown setting bourse.store.uri.",
			"--port=99 | unknown option --port of the server.",
			"--bourse.market.session.cron=daily | invalid value 'daily' of bourse.market.session.cron: must be six fields",
			"--bourse.market.session.cron=0 0 0 31 2 * | of bourse.market.session.cron: must be six fields",
			"--bourse.market.session.zone=Mars | invalid value 'Mars' of bourse.market.session.zone: must be the name of a time zone",
			"--bourse.feed.max-rate=-1 | invalid value '-1' of bourse.feed.max-rate: must be from 1 to 10000000 states",
			"--bourse.socket.address=0.0.0.0 | bourse.socket.address=0.0.0.0 lets others than this machine in, and there are no credentials. Set bourse.access.tokens",
			"--spring.grpc.server.address=:: | spring.grpc.server.address=:: lets others than this machine in",
			"--server.address=0.0.0.0 | server.address=0.0.0.0 lets others than this machine in",
			"--management.server.port=0 | management.server.port without management.server.address lets others than this machine in",
			"--management.server.port=abc | invalid value 'abc' of management.server.port.",
			"--bourse.access.open=perhaps | bourse.access.open",
			"--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=false | the settings name an issuer of tokens, but Spring Boot makes none of it.",
			"--bourse.access.tokens[0].name=a b | of bourse.access.tokens[0].name: must be 1 to 32 of A-Z a-z 0-9 . _ -.",
			"--bourse.access.tokens[0].name=alice | bourse.access.tokens[0].hash: must be sha256: and 64 hexadecimal digits",
			"--bourse.shutdown.delay=2m | invalid value '2m' of bourse.shutdown.delay: must be a duration from 0 to 1m",
			"--management.opentelemetry.tracing.export.otlp.endpoint=notaurl | invalid value 'notaurl' of management.opentelemetry.tracing.export.otlp.endpoint.",
			"--bourse.socket.idle-timeout=-90s | invalid value '-90s' of bourse.socket.idle-timeout: must be a duration from 0 to 36500d",
			"--bourse.web.stall-timeout=50ms | invalid value '50ms' of bourse.web.stall-timeout: must be a duration from 100ms to 1h.",
			"--bourse.store.timeout=1h | invalid value '1h' of bourse.store.timeout: must be a duration from 100ms to 10m.",
			"--bourse.store.compare-interval=60s | invalid value '1m' of bourse.store.compare-interval: must be shorter than bourse.store.max-staleness, which is 10s.",
			"--bourse.market.stocks= | bourse.market.stocks is an empty list. A market needs at least one stock",
			"--bourse.access.tokens[0].roles=superuser | invalid value 'superuser' of bourse.access.tokens[0].roles: must be one or more of read, trade, feed, admin.",
			"--bourse.access.open=maybe | invalid value 'maybe' of bourse.access.open: must be true or false.",
			"--bourse.tls=on | unknown setting bourse.tls.",
			"--bourse.shutdown.dealy=1s | unknown setting bourse.shutdown.dealy.",
			"lookup | unknown argument 'lookup'." })
	void aBadSettingStopsTheStartWithOneClearLine(String argument, String message, CapturedOutput output) {
		assertThat(exitCode(argument.strip())).as(output.getAll()).isEqualTo(2);
		isOneLine(output, message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bourse:\n\tsocket: 4\n", "bourse:\n  grpc:\nbourse:\n",
			"bourse:\n  socket:\n  threads: 4\n", "bourse:\n  socket:\n    thread: 4\n",
			"bourse:\n  market:\n    stocks: [{symbol: A, price: 1e10}]\n", "bourse:\n  market:\n    stocks:\n" })
	void aBadSettingsFileStopsTheStartWithOneClearLine(String yaml, @TempDir Path folder, CapturedOutput output)
			throws IOException {
		Path file = Files.writeString(folder.resolve("application.yml"), yaml);
		assertThat(exitCode("--spring.config.additional-location=file:" + file)).as(output.getAll()).isEqualTo(2);
		assertThat(output.getErr().lines()).hasSize(1).first().asString().startsWith("bourse: ");
		assertThat(output.getOut()).doesNotContain("\tat ");
	}

	@Test
	void anEmptyListOfStocksIsToldAsThat(@TempDir Path folder, CapturedOutput output) throws IOException {
		Path file = Files.writeString(folder.resolve("application.yml"), "bourse.market.stocks: []\n");
		assertThat(exitCode("--spring.config.additional-location=file:" + file)).as(output.getAll()).isEqualTo(2);
		isOneLine(output, "bourse.market.stocks is an empty list. A market needs at least one stock");
	}

	@Test
	void aRoomWhoseSettingsAreCommentedOutIsNoMistake(@TempDir Path folder, CapturedOutput output) throws IOException {
		Path file = Files.writeString(folder.resolve("application.yml"), "bourse:\n  tls:\n    #bundle: doors\n");
		assertThat(exitCode("--spring.config.additional-location=file:" + file, "--bourse.store.url=memory:",
				"--bourse.socket.port=0", "--spring.grpc.server.port=0", "--server.port=0"))
			.as(output.getAll())
			.isEqualTo(-1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.grpc.server.keepalive.time=0", "spring.grpc.server.inbound.message.max-size=-1" })
	void whatALibraryRefusesStopsTheStartWithOneLine(String setting, CapturedOutput output) {
		assertThat(exitCode("--" + setting, "--bourse.store.url=memory:", "--bourse.socket.port=0",
				"--spring.grpc.server.port=0", "--server.port=0"))
			.as(output.getAll())
			.isEqualTo(1);
		isOneLine(output, "the server cannot start: ");
	}

	@Test
	void anIssuerWithoutAnAddressIsNone(CapturedOutput output) {
		assertThat(
				exitCode("--bourse.socket.address=0.0.0.0", "--spring.security.oauth2.resourceserver.jwt.issuer-uri="))
			.as(output.getAll())
			.isEqualTo(2);
		isOneLine(output,
				"bourse.socket.address=0.0.0.0 lets others than this machine in, and there are no credentials.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "bourse.socket.port", "spring.grpc.server.port", "server.port" })
	void aPortInUseStopsTheStartWithOneClearLine(String key, CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			List<String> arguments = new ArrayList<>(List.of("--bourse.store.url=memory:"));
			for (String door : List.of("bourse.socket.port", "spring.grpc.server.port", "server.port")) {
				arguments.add("--" + door + "=" + (door.equals(key) ? taken.getLocalPort() : 0));
			}
			assertThat(exitCode(arguments.toArray(String[]::new))).as(output.getAll()).isEqualTo(7);
			isOneLine(output, Integer.toString(taken.getLocalPort()));
		}
	}

	private static void isOneLine(CapturedOutput output, String message) {
		assertThat(output.getErr().lines()).hasSize(1).first().asString().startsWith("bourse: ").contains(message);
		assertThat(output.getOut()).doesNotContain("\tat ", "ERROR");
	}

	/** As the process would end with; -1 if it would not. */
	private static int exitCode(String... arguments) {
		SpringApplication application = new SpringApplication(Bourse.class);
		application.addListeners(new ServerArguments());
		try {
			application.run(arguments).close();
			return -1;
		}
		catch (RuntimeException ex) {
			return StartFailures.exitCode(ex);
		}
	}

}
