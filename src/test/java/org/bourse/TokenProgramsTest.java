package org.bourse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.bourse.access.TokenHash;
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
 * The client programs, with and without a token.
 */
@ExtendWith(OutputCaptureExtension.class)
class TokenProgramsTest {

	private static final String TRADER = TokenHash.newToken();

	/** May ask once a second only. */
	private static final String SLOW = TokenHash.newToken();

	private static RunningBourse bourse;

	@BeforeAll
	static void open() {
		bourse = new RunningBourse("--bourse.access.tokens[0].name=trader",
				"--bourse.access.tokens[0].hash=" + TokenHash.of(TRADER), "--bourse.access.tokens[0].roles=trade",
				"--bourse.access.tokens[1].name=slow", "--bourse.access.tokens[1].hash=" + TokenHash.of(SLOW),
				"--bourse.access.tokens[1].roles=trade", "--bourse.access.tokens[1].requests-per-second=1");
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aTokenIsShownByAFile(String via, @TempDir Path folder, CapturedOutput output) throws IOException {
		Path file = Files.writeString(folder.resolve("token"), "\n" + TRADER + "\n");
		assertThat(run("trade", via, "--stock=FishCo", "--quantity=1", "--side=BUY", "--token-file=" + file)).isZero();
		assertThat(output.getOut()).contains("EXECUTED").doesNotContain(TRADER);
		assertThat(output.getErr()).doesNotContain(TRADER);
	}

	@ParameterizedTest
	@CsvSource({ "grpc, this server wants a token: send the metadata 'authorization: Bearer TOKEN'",
			"socket, the server says: NOAUTH Authentication required." })
	void withoutATokenTheyEndWith8(String via, String message, CapturedOutput output) {
		assertThat(run("lookup", via, "--stock=FishCo")).isEqualTo(8);
		assertThat(output.getErr()).contains(message).hasLineCount(1);
	}

	@ParameterizedTest
	@CsvSource({ "grpc, 'Update needs the role feed; this token has [read, trade]'",
			"socket, 'the server says: NOPERM UPDATE needs the role feed; this token has [read, trade]'" })
	void withoutTheRoleTheyEndWith8(String via, String message, CapturedOutput output) {
		assertThat(run("update", via, "--stock=FishCo", "--price=18", "--token=" + TRADER)).isEqualTo(8);
		assertThat(output.getErr()).contains(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void withAWrongTokenTheyEndWith8(String via) {
		assertThat(run("lookup", via, "--stock=FishCo", "--token=" + TokenHash.newToken())).isEqualTo(8);
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc", "socket" })
	void aTradeIsToldAlsoWhenItsTokenHasUsedUpItsRate(String via, CapturedOutput output) {
		int exitCode = 6;
		for (int i = 0; exitCode == 6 && i < 1000; i++) {
			exitCode = run("trade", via, "--stock=BoarCo", "--quantity=1", "--side=BUY", "--token=" + SLOW);
		}
		assertThat(exitCode).as(output.getAll()).isZero();
		assertThat(output.getOut()).contains("EXECUTED");
	}

	@ParameterizedTest
	@CsvSource({ "socket, kept", "socket, new", "grpc, kept", "grpc, new" })
	void theBenchShowsItOnEachConnection(String via, String connections, CapturedOutput output) {
		assertThat(start("bench", "--scenario=lookup", "--via=" + via, "--connections=" + connections, "--clients=2",
				"--duration=1s", "--warm-up=0", "--fail-if=errors>0", "--token=" + TRADER,
				"--socket-port=" + bourse.socketPort(), "--grpc-port=" + bourse.grpcPort()))
			.as(output.getAll())
			.isZero();
	}

	@Test
	void aNewTokenComesWithItsHash(CapturedOutput output) {
		assertThat(start("hash-token")).isZero();
		Matcher made = Pattern.compile("token (\\S{43})\nhash  (sha256:[0-9a-f]{64})\n").matcher(answer(output));
		assertThat(made.matches()).as(output.getAll()).isTrue();
		assertThat(TokenHash.of(made.group(1))).hasToString(made.group(2));
	}

	@Test
	void aGivenTokenIsHashed(CapturedOutput output) {
		assertThat(start("hash-token", "--token=0123456789abcdef0123456789abcdef")).isZero();
		assertThat(answer(output))
			.isEqualTo("hash  sha256:3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9\n");
	}

	/** Without what the server said before. */
	private static String answer(CapturedOutput output) {
		return output.getOut()
			.lines()
			.filter((line) -> line.startsWith("token ") || line.startsWith("hash "))
			.map((line) -> line + "\n")
			.collect(Collectors.joining());
	}

	private static int run(String program, String via, String... options) {
		List<String> all = new ArrayList<>(
				List.of("--via=" + via, "--port=" + (via.equals("grpc") ? bourse.grpcPort() : bourse.socketPort())));
		all.addAll(List.of(options));
		return start(program, all.toArray(String[]::new));
	}

	private static int start(String program, String... options) {
		List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=" + program));
		arguments.addAll(List.of(options));
		return SpringApplication.exit(new SpringApplication(Bourse.class).run(arguments.toArray(String[]::new)));
	}

}
