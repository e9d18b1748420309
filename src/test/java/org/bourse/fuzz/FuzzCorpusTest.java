package org.bourse.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.bourse.client.bench.ReplyScannerFuzzer;
import org.bourse.domain.ValuesFuzzer;
import org.bourse.grpc.CandlePageFuzzer;
import org.bourse.resp.ReplyReaderFuzzer;
import org.bourse.resp.ReplyRoundTripFuzzer;
import org.bourse.resp.RequestParserFuzzer;
import org.bourse.socket.SocketListenerFuzzer;
import org.bourse.web.JsonBodyFuzzer;
import org.bourse.web.PagesFuzzer;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every fuzzer on the inputs it begins with, and on what it has found: an input that
 * is added to its folder is a test from then on.
 */
class FuzzCorpusTest {

	private static final Path CORPUS = Path.of("src/test/resources/fuzz");

	private static final List<Fuzzer> FUZZERS = List.of(
			new Fuzzer("resp.RequestParserFuzzer", RequestParserFuzzer::fuzzerTestOneInput),
			new Fuzzer("resp.ReplyReaderFuzzer", ReplyReaderFuzzer::fuzzerTestOneInput),
			new Fuzzer("resp.ReplyRoundTripFuzzer", ReplyRoundTripFuzzer::fuzzerTestOneInput),
			new Fuzzer("client.bench.ReplyScannerFuzzer", ReplyScannerFuzzer::fuzzerTestOneInput),
			new Fuzzer("domain.ValuesFuzzer", ValuesFuzzer::fuzzerTestOneInput),
			new Fuzzer("grpc.CandlePageFuzzer", CandlePageFuzzer::fuzzerTestOneInput),
			new Fuzzer("web.JsonBodyFuzzer", JsonBodyFuzzer::fuzzerTestOneInput),
			new Fuzzer("web.PagesFuzzer", PagesFuzzer::fuzzerTestOneInput),
			new Fuzzer("socket.SocketListenerFuzzer", SocketListenerFuzzer::fuzzerTestOneInput));

	@TestFactory
	Stream<DynamicContainer> everyInputHolds() {
		return FUZZERS.stream()
			.map((fuzzer) -> DynamicContainer.dynamicContainer(fuzzer.name(),
					inputs(fuzzer).map((input) -> DynamicTest.dynamicTest(String.valueOf(input.getFileName()),
							() -> fuzzer.target().run(Files.readAllBytes(input))))));
	}

	@Test
	void everyFolderHasItsFuzzerAndEveryFuzzerItsInputs() throws IOException {
		try (Stream<Path> folders = Files.list(CORPUS)) {
			assertThat(folders.map((folder) -> String.valueOf(folder.getFileName())))
				.containsExactlyInAnyOrderElementsOf(FUZZERS.stream().map(Fuzzer::name).toList());
		}
		assertThat(FUZZERS).allSatisfy((fuzzer) -> assertThat(inputs(fuzzer)).isNotEmpty());
	}

	private static Stream<Path> inputs(Fuzzer fuzzer) {
		try (Stream<Path> inputs = Files.list(CORPUS.resolve(fuzzer.name()))) {
			return inputs.sorted().toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * @param name of its class below org.bourse, and of the folder of its inputs
	 */
	private record Fuzzer(String name, Target target) {
	}

	/** What a fuzzer does with an input. */
	private interface Target {

		void run(byte[] input) throws Exception;

	}

}
