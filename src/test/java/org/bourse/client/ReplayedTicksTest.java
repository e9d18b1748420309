package org.bourse.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A file of prices, and the times at which they are due.
 */
class ReplayedTicksTest {

	private static final String SECONDS = """
			time,symbol,price
			100,A,1.5
			100.5,B,2
			100.5,A,1.6
			160,B,2.25
			""";

	private static final String INSTANTS = """
			volume,price,symbol,time
			7,1.5,A,2026-01-02T09:30:00Z
			7,2,B,2026-01-02T09:30:00.5Z
			7,1.6,A,2026-01-02T10:30:00.500+01:00

			7,2.25,B,2026-01-02T09:31:00Z
			""";

	private final VirtualTimeline timeline = new VirtualTimeline();

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { SECONDS, INSTANTS, "\uFEFF" + SECONDS })
	void rowsComeInTheirOrderAtTheirTimes(String content) throws Exception {
		assertThat(replay(content, Speed.REAL)).containsExactly("0 ms A 1.5", "500 ms B 2", "500 ms A 1.6",
				"60000 ms B 2.25");
	}

	@Test
	void aFileCanBeReplayedFaster() throws Exception {
		assertThat(replay(SECONDS, Speed.parse("60"))).containsExactly("0 ms A 1.5", "8 ms B 2", "8 ms A 1.6",
				"1000 ms B 2.25");
		assertThat(replay(SECONDS, Speed.parse("0.5"))).containsExactly("0 ms A 1.5", "1000 ms B 2", "1000 ms A 1.6",
				"120000 ms B 2.25");
	}

	@Test
	void atMaxNothingIsWaitedFor() throws Exception {
		assertThat(replay(SECONDS, Speed.parse("max"))).containsExactly("0 ms A 1.5", "0 ms B 2", "0 ms A 1.6",
				"0 ms B 2.25");
	}

	@Test
	void whatIsLateIsGivenAtOnceAndTheNextInTime() throws Exception {
		try (TickSource source = new ReplayedTicks(file(SECONDS), Speed.REAL, this.timeline)) {
			source.next();
			this.timeline.pass(Duration.ofSeconds(20).toNanos());
			source.next();
			source.next();
			source.next();
			assertThat(this.timeline.sleeps()).filteredOn((nanos) -> nanos > 0)
				.containsExactly(Duration.ofSeconds(40).toNanos());
		}
	}

	@Test
	void whatIsLeftOutIsPassedOver() throws Exception {
		try (TickSource source = new ReplayedTicks(file(SECONDS), Speed.REAL, this.timeline)) {
			assertThat(source.next()).isEqualTo(new Tick(new Symbol("A"), Price.parse("1.5")));
			assertThat(source.leaveOut(new Symbol("A"))).isTrue();
			assertThat(source.next()).isEqualTo(new Tick(new Symbol("B"), Price.parse("2")));
			assertThat(source.next()).isEqualTo(new Tick(new Symbol("B"), Price.parse("2.25")));
			assertThat(source.next()).isNull();
			assertThat(source.leaveOut(new Symbol("B"))).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', quoteCharacter = '"', value = {
			"''                                   ~ : the first line must be the header time,symbol,price",
			"1,A,2                                ~ : the first line must be the header time,symbol,price",
			"time,symbol                          ~ : the first line must be the header time,symbol,price",
			"time,symbol,price,price              ~ : the first line must be the header time,symbol,price",
			"time,symbol,price                    ~ has no lines below the header; each is one update, such as 2026-01-02T09:30:00Z,GameStart,15.99",
			"time,symbol,price,,|1,A,1,,|1,A,0,,  ~ , line 3: price must be a decimal number",
			"time,symbol,price|1,A                ~ , line 2: has 2 column(s), the header 3; a line is an update such as 2026-01-02T09:30:00Z,GameStart,15.99",
			"time,symbol,price|1,A,2,3            ~ , line 2: has 4 column(s), the header 3",
			"time,symbol,price|1,A,2||2,A,0       ~ , line 4: price must be a decimal number more than 0 and at most 1000000000, with at most 4 fraction digits, such as 15.99; it is '0'",
			"time,symbol,price|1,A,NaN            ~ , line 2: price must be a decimal number",
			"time,symbol,price|1,a/b,2            ~ , line 2: symbol must be 1 to 16 of A-Z a-z 0-9 . _ -; it is 'a/b'",
			"time,symbol,price|noon,A,2           ~ , line 2: time must be an instant such as 2026-01-02T09:30:00Z, or seconds such as 1.5, alike in all lines",
			"time,symbol,price|,A,2               ~ , line 2: time must be an instant",
			"time,symbol,price|-1,A,2             ~ , line 2: time must be an instant",
			"time,symbol,price|1e3,A,2            ~ , line 2: time must be an instant",
			"time,symbol,price|2026-01-02T09:30:00,A,2 ~ , line 2: time must be an instant",
			"time,symbol,price|1,A,2|2026-01-02T09:30:00Z,A,2 ~ , line 3: time must be an instant",
			"time,symbol,price|2026-01-02T09:30:00Z,A,2|1,A,2 ~ , line 3: time must be an instant",
			"time,symbol,price|2,A,2|1.9,A,2      ~ , line 3: time 1.9 is before that of the line above; sort the file by time",
			"time,symbol,price|1,'A'B,2           ~ cannot be read as CSV: " })
	void aBadFileIsOneLineThatTellsWhatToWrite(String content, String message) throws Exception {
		Path file = file(content.replace("''", "").replace('|', '\n').replace('\'', '"'));
		assertRefused(file, message);
	}

	@Test
	void aFileThatCannotBeReadIsRefused() throws Exception {
		assertRefused(this.folder.resolve("nope.csv"), " is not there");
		assertRefused(this.folder, " must be a file that can be read twice, not a folder or a pipe");
		Path latin = this.folder.resolve("latin.csv");
		Files.write(latin, "time,symbol,price\n1,é,2\n".getBytes(StandardCharsets.ISO_8859_1));
		assertRefused(latin, " is not UTF-8 text");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "1000001", "NaN", "Infinity", "fast", "", "1f", "1e999999999" })
	void whatIsNoSpeedIsRefused(String text) {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Speed.parse(text))
			.withMessage("speed must be a number from 0.001 to 1000000, or max; it is '" + text + "'");
	}

	private void assertRefused(Path file, String message) {
		assertThatExceptionOfType(ClientException.class)
			.isThrownBy(() -> new ReplayedTicks(file, Speed.REAL, this.timeline))
			.withMessageStartingWith("--file: " + file)
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.USAGE))
			.satisfies((ex) -> assertThat(ex.getMessage().lines()).hasSize(1));
	}

	private List<String> replay(String content, Speed speed) throws Exception {
		VirtualTimeline time = new VirtualTimeline();
		long begin = time.nanos();
		List<String> ticks = new ArrayList<>();
		try (TickSource source = new ReplayedTicks(file(content), speed, time)) {
			for (Tick tick = source.next(); tick != null; tick = source.next()) {
				ticks.add(Duration.ofNanos(time.nanos() - begin).toMillis() + " ms " + tick.symbol() + " "
						+ tick.price());
			}
		}
		return ticks;
	}

	private Path file(String content) throws IOException {
		return Files.writeString(this.folder.resolve("ticks.csv"), content);
	}

}
