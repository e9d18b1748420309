package org.bourse.domain;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PriceTest {

	@ParameterizedTest
	@CsvSource({ "15.99,159900", "20.50,205000", "7,70000", "0.0001,1", "0.5,5000", "1000000000,10000000000000",
			"1000000000.0000,10000000000000", "999999999.9999,9999999999999" })
	void aDecimalStringIsReadExactly(String text, long tenThousandths) {
		assertThat(Price.parse(text)).isEqualTo(new Price(tenThousandths));
	}

	@ParameterizedTest
	@CsvSource({ "15.99,15.99", "20.50,20.5", "7.0000,7", "0.0001,0.0001", "10.0100,10.01", "1000000000,1000000000" })
	void aPriceIsWrittenInItsShortestForm(String text, String shortest) {
		assertThat(Price.parse(text)).hasToString(shortest);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "0.0000", "-1", "+5", " 5", "5 ", "05", "1.", ".5", ".", "1.23456", "1e3", "1E3",
			"1d", "0x1p3", "NaN", "Infinity", "1e1000000000", "1,5", "1_000", "1000000000.0001", "1000000001",
			"99999999999", "٣", "１５", "1.٣", "15.99\n", "1.2.3", "1.-2" })
	void anythingElseIsRefused(String text) {
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Price.parse(text))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(InvalidValueException.Field.PRICE))
			.withMessageStartingWith("price must be a decimal number more than 0 and at most 1000000000");
	}

	@Test
	void aMillionDigitsAreRefusedInAShortMessage() {
		String text = "1".repeat(1_000_000);
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Price.parse(text))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(250).endsWith("... (1000000 characters)"));
	}

	@Test
	void everyPriceIsReadBackAsItself() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < 100_000; i++) {
			Price price = new Price(random.nextLong(1, Price.MAX.tenThousandths() + 1));
			assertThat(Price.parse(price.toString())).as("seed %d", seed).isEqualTo(price);
		}
		assertThat(Price.parse(Price.MIN.toString())).isEqualTo(Price.MIN);
		assertThat(Price.parse(Price.MAX.toString())).isEqualTo(Price.MAX);
	}

}
