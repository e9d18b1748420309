package org.bourse.domain;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ValuesTest {

	@ParameterizedTest
	@ValueSource(strings = { "GameStart", "a", "BRK.B", "A-1", "x_9", "0123456789ABCDEF" })
	void aSymbolIsOneToSixteenPlainCharacters(String text) {
		assertThat(new Symbol(text)).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0123456789ABCDEFG", "a b", "a\n", "é", "a*", "<b>", "a/b", "ＡＢ", "a\u0000" })
	void anyOtherSymbolIsRefused(String text) {
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new Symbol(text))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(InvalidValueException.Field.SYMBOL));
	}

	@Test
	void symbolsAreCaseSensitive() {
		assertThat(new Symbol("a")).isNotEqualTo(new Symbol("A"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "10", "1000000000" })
	void aQuantityIsAPlainWholeNumber(String text) {
		assertThat(Quantity.parse(text)).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "+5", " 5", "5 ", "05", "1e3", "0x10", "1.0", "٣", "1000000001",
			"9223372036854775808", "99999999999999999999999999" })
	void anyOtherQuantityIsRefused(String text) {
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Quantity.parse(text))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(InvalidValueException.Field.QUANTITY))
			.withMessageStartingWith("quantity must be a whole number from 1 to 1000000000; it is ");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, 1_000_000_001, Long.MAX_VALUE, Long.MIN_VALUE })
	void aQuantityOutOfRangeIsRefusedAsANumberToo(long shares) {
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new Quantity(shares));
	}

	@Test
	void aSideIsBuyOrSell() {
		assertThat(Side.parse("BUY")).isEqualTo(Side.BUY);
		assertThat(Side.parse("sell")).isEqualTo(Side.SELL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "B", "HOLD", "BUY ", "ſell", "buyı" })
	void anyOtherSideIsRefused(String text) {
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Side.parse(text))
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(InvalidValueException.Field.SIDE));
	}

	@Test
	void aClientOrderIdIsUpToSixtyFourPlainCharacters() {
		String longest = "aZ0_-".repeat(12) + "abcd";
		assertThat(new ClientOrderId(longest)).hasToString(longest);
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new ClientOrderId(longest + "x"));
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new ClientOrderId(""));
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> new ClientOrderId("a.b"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "1000", "9223372036854775807" })
	void aVolumeLimitIsAPositiveLong(String text) {
		assertThat(Stock.parseVolumeLimit(text)).isEqualTo(Long.parseLong(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "+5", "05", "9223372036854775808", "10000000000000000000", "1e3" })
	void anyOtherVolumeLimitIsRefused(String text) {
		assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Stock.parseVolumeLimit(text));
	}

	@Test
	void whatAMessageShowsIsCleanedAndCut() {
		assertThatExceptionOfType(InvalidValueException.class)
			.isThrownBy(() -> new Symbol("evil\r\n+OK\u007f" + "x".repeat(100)))
			.withMessage("symbol must be 1 to 16 of A-Z a-z 0-9 . _ -; it is 'evil??+OK?" + "x".repeat(30)
					+ "'... (110 characters)");
	}

	@Test
	void whatAMessageShowsCanBeSentAndDoesNotCommandATerminal() {
		assertThatExceptionOfType(InvalidValueException.class)
			.isThrownBy(() -> new Symbol("\u009b2J\ud83d" + "x".repeat(35) + "\ud83d\ude00y"))
			.withMessage("symbol must be 1 to 16 of A-Z a-z 0-9 . _ -; it is '?2J?" + "x".repeat(35)
					+ "\ud83d\ude00'... (42 characters)");
	}

	@Test
	void aResumeTimeIsLaterThanNowAlsoInWholeMicroseconds() {
		Instant now = Instant.parse("2026-11-23T12:00:00.000000500Z");
		assertThat(Halt.parseResumeTime("2026-11-23T12:00:00.0000019Z", now))
			.isEqualTo(Instant.parse("2026-11-23T12:00:00.000001Z"));
		assertThatExceptionOfType(InvalidValueException.class)
			.isThrownBy(() -> Halt.parseResumeTime("2026-11-23T12:00:00.0000009Z", now));
	}

}
