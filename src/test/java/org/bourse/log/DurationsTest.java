package org.bourse.log;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

class DurationsTest {

	@ParameterizedTest
	@ValueSource(strings = { "0s", "2m", "90s", "500ms", "1500ms", "1h", "25h", "7d", "36501d", "3us", "1ns", "-5s",
			"-100ms" })
	void aDurationReadsAsItIsWrittenInASetting(String written) {
		Duration duration = DurationStyle.SIMPLE.parse(written);
		assertThat(Durations.text(duration)).isEqualTo(written);
	}

	@ParameterizedTest
	@ValueSource(strings = { "120s", "60000ms", "24h" })
	void itIsWrittenInTheLargestUnit(String written) {
		Duration duration = DurationStyle.SIMPLE.parse(written);
		assertThat(Durations.text(duration)).hasSize(2).isNotEqualTo(written);
		assertThat(DurationStyle.SIMPLE.parse(Durations.text(duration))).isEqualTo(duration);
	}

}
