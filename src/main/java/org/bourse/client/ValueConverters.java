package org.bourse.client;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Halt;
import org.bourse.domain.HaltReason;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Resumption;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

import org.springframework.boot.convert.DurationStyle;

/**
 * How options become the domain's values, with the domain's own messages for what cannot.
 */
final class ValueConverters {

	private ValueConverters() {
	}

	static void register(CommandLine commandLine) {
		commandLine.registerConverter(Symbol.class, (text) -> convert(() -> new Symbol(text)));
		commandLine.registerConverter(Price.class, (text) -> convert(() -> Price.parse(text)));
		commandLine.registerConverter(Quantity.class, (text) -> convert(() -> Quantity.parse(text)));
		commandLine.registerConverter(Side.class, (text) -> convert(() -> Side.parse(text)));
		commandLine.registerConverter(ClientOrderId.class, (text) -> convert(() -> new ClientOrderId(text)));
		commandLine.registerConverter(HaltReason.class, (text) -> convert(() -> HaltReason.parse(text)));
		commandLine.registerConverter(Instant.class,
				(text) -> convert(() -> Halt.parseResumeTime(text, Instant.now())));
		commandLine.registerConverter(Resumption.class,
				(text) -> convert(() -> Resumption.withLimit(Stock.parseVolumeLimit(text))));
		commandLine.registerConverter(Speed.class, (text) -> convert(() -> Speed.parse(text)));
		commandLine.registerConverter(Duration.class, ValueConverters::duration);
	}

	private static Duration duration(String text) {
		try {
			// Not detectAndParse: that takes a bare 2 for two milliseconds.
			return text.equals("0") ? Duration.ZERO : DurationStyle.SIMPLE.parse(requireUnit(text));
		}
		catch (IllegalArgumentException ex) {
			throw new TypeConversionException("'" + text + "' is not a duration such as 10s or 500ms");
		}
	}

	private static String requireUnit(String text) {
		if (text.isEmpty() || Character.isDigit(text.charAt(text.length() - 1))) {
			throw new IllegalArgumentException("no unit");
		}
		return text;
	}

	private static <T> T convert(Supplier<T> value) {
		try {
			return value.get();
		}
		catch (IllegalArgumentException ex) {
			throw new TypeConversionException(ex.getMessage());
		}
	}

}
