package org.bourse.client.bench;

import java.util.List;

import org.bourse.client.bench.Threshold.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ThresholdTest {

	/** A thousand answers of 1 to 1000 ms within 10 s, and ten errors. */
	private final Result result = TestResults.of(TestResults.measurement(5), 10, 1000, 10);

	@ParameterizedTest
	@CsvSource({ "p50>500ms, false", "p50>501ms, true", "p99>0.5s, false", "p99.9>1s, true", "p99.9>998000us, false",
			"max>=1s, false", "p90<901000000ns, false", "p90 < 10ms, true", "rate<100, true", "rate<=100/s, false",
			"rate<101, false", "errors>9, false", "errors>10, true", "errors>0.5%, false", "errors>1%, true" })
	void aMeasurementPassesOrFails(String threshold, boolean passed) {
		assertThat(Threshold.parse(threshold).judge(List.of(this.result)).passed()).isEqualTo(passed);
	}

	@Test
	void aFailureSaysWhere() {
		Result good = TestResults.of(TestResults.measurement(1), 10, 1000, 0);
		assertThat(Threshold.parse("errors>0").judge(List.of(good, this.result)))
			.isEqualTo(new Verdict("errors>0", false, List.of("socket, lookup, kept connections, 5 clients: 10")));
	}

	@Test
	void whatCannotBeToldFails() {
		Result few = TestResults.of(TestResults.measurement(1), 10, 999, 0);
		assertThat(Threshold.parse("p99.9>1h".replace("h", "s")).judge(List.of(few))).isEqualTo(new Verdict("p99.9>1s",
				false, List.of("socket, lookup, kept connections, 1 client: cannot be told of 999 answers")));
		assertThat(Threshold.parse("p50>1s").judge(List.of()))
			.isEqualTo(new Verdict("p50>1s", false, List.of("nothing was measured")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "errors>0", "errors>0%", "rate>1", "p50>1s" })
	void whereNothingWasAskedNothingPasses(String threshold) {
		Result nothing = TestResults.of(TestResults.measurement(1), 10, 0, 0);
		assertThat(Threshold.parse(threshold).judge(List.of(nothing))).isEqualTo(new Verdict(threshold, false,
				List.of("socket, lookup, kept connections, 1 client: cannot be told of 0 answers")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "p99", "p99>5", "p99>5%", "p95>5ms", "p99=5ms", "p99>-5ms", "p99>5 min", "rate<5ms",
			"errors>1s", "p99>5ms;", "p99>>5ms", "p9999>5ms" })
	void whatIsNoThresholdIsRefused(String text) {
		assertThatThrownBy(() -> Threshold.parse(text)).isInstanceOf(TypeConversionException.class)
			.hasMessageContaining("'" + text + "' is not a threshold such as p99>5ms");
	}

}
