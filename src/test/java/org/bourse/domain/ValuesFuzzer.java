package org.bourse.domain;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.bourse.fuzz.Allocations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The market's grammars accept of all texts what obvious patterns and the JDK's own
 * numbers accept, with the same value, which prints as a text that means it again; what
 * they refuse, they refuse in one way only, with a message that can be sent to anybody.
 */
public final class ValuesFuzzer {

	private static final int MAX_MESSAGE = 256;

	private static final int MAX_ALLOCATED_BYTES = 64 * 1024;

	/** Between two microseconds, as clocks are. */
	private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.000000500Z");

	private ValuesFuzzer() {
	}

	/** The input is a text in UTF-8, or behind a zero, in UTF-16. */
	public static void fuzzerTestOneInput(byte[] input) {
		String text = (input.length > 0 && input[0] == 0)
				? new String(input, 1, input.length - 1, StandardCharsets.UTF_16BE)
				: new String(input, StandardCharsets.UTF_8);
		check(text, Price::parse, price(text));
		check(text, Quantity::parse, quantity(text));
		check(text, Stock::parseVolumeLimit, volumeLimit(text));
		check(text, Symbol::new, matching(text, "[A-Za-z0-9._-]{1,16}").map(Symbol::new));
		check(text, ClientOrderId::new, matching(text, "[A-Za-z0-9_-]{1,64}").map(ClientOrderId::new));
		check(text, Side::parse, word(text, Side.values()));
		check(text, HaltReason::parse,
				word(text, HaltReason.values()).filter(Predicate.not(HaltReason.VOLUME_LIMIT::equals)));
		check(text, CandleInterval::parse,
				Stream.of(CandleInterval.values()).filter((one) -> one.code().equals(text)).findAny());
		check(text, (time) -> Halt.parseResumeTime(time, NOW), resumeTime(text));
		assertThat(Symbol.isWellFormed(text)).isEqualTo(text.matches("[A-Za-z0-9._-]{1,16}"));
		assertThat(Symbol.isPrefix(text)).isEqualTo(text.matches("[A-Za-z0-9._-]{0,16}"));
	}

	private static Optional<Price> price(String text) {
		return matching(text, "(0|[1-9][0-9]*)(\\.[0-9]{1,4})?").map(BigDecimal::new)
			.filter((value) -> value.signum() > 0 && value.compareTo(new BigDecimal(1_000_000_000)) <= 0)
			.map((value) -> {
				Price price = new Price(value.movePointRight(4).longValueExact());
				assertThat(price.toString()).isEqualTo(value.stripTrailingZeros().toPlainString());
				assertThat(Price.parse(price.toString())).isEqualTo(price);
				return price;
			});
	}

	private static Optional<Quantity> quantity(String text) {
		return wholeNumber(text, Quantity.MAX_SHARES).map(Quantity::new)
			.filter((quantity) -> quantity.toString().equals(text));
	}

	private static Optional<Long> volumeLimit(String text) {
		return wholeNumber(text, Long.MAX_VALUE).filter((limit) -> limit.toString().equals(text));
	}

	private static Optional<Long> wholeNumber(String text, long max) {
		return matching(text, "[1-9][0-9]*").map(BigInteger::new)
			.filter((value) -> value.compareTo(BigInteger.valueOf(max)) <= 0)
			.map(BigInteger::longValueExact);
	}

	/** All letters capital, all small, or the first one capital. */
	private static <E extends Enum<E>> Optional<E> word(String text, E[] words) {
		return Stream.of(words).filter((word) -> {
			String name = word.name();
			String small = name.toLowerCase(Locale.ROOT);
			return List.of(name, small, name.charAt(0) + small.substring(1)).contains(text);
		}).findAny();
	}

	private static Optional<Instant> resumeTime(String text) {
		try {
			return Optional.of(Instant.parse(text).truncatedTo(ChronoUnit.MICROS))
				.filter((time) -> time.isAfter(NOW) && !time.isAfter(Instant.parse("9999-12-31T23:59:59Z")));
		}
		catch (DateTimeException ex) {
			return Optional.empty();
		}
	}

	private static Optional<String> matching(String text, String pattern) {
		return Optional.of(text).filter((given) -> given.matches(pattern));
	}

	private static <T> void check(String text, Function<String, T> grammar, Optional<T> expected) {
		Allocations.check(MAX_ALLOCATED_BYTES, () -> assertThat(read(text, grammar)).isEqualTo(expected));
	}

	private static <T> Optional<T> read(String text, Function<String, T> grammar) {
		try {
			return Optional.of(grammar.apply(text));
		}
		catch (InvalidValueException ex) {
			String message = String.valueOf(ex.getMessage());
			assertThat(message.length()).isBetween(1, MAX_MESSAGE);
			assertThat(message.chars()).noneMatch(Character::isISOControl);
			assertThat(message).matches(StandardCharsets.UTF_8.newEncoder()::canEncode, "can be encoded");
			return Optional.empty();
		}
	}

}
