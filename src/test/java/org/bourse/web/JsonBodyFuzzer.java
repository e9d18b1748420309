package org.bourse.web;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.InvalidValueException;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.fuzz.Allocations;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any body is read or refused by a problem, at a cost that its length bounds; a number
 * counts as it is written. A problem is JSON whatever it quotes.
 */
public final class JsonBodyFuzzer {

	private static final int ALLOCATED_BYTES = 256 * 1024;

	private static final int ALLOCATED_BYTES_PER_BYTE = 256;

	private static final JsonMapper JSON = JsonMapper.shared();

	/** A body of one field that is no string, and has nothing inside. */
	private static final Pattern ONE_NUMBER = Pattern
		.compile("[ \t\r\n]*\\{[ \t\r\n]*\"quantity\"[ \t\r\n]*:[ \t\r\n]*([-+.0-9A-Za-z]+)[ \t\r\n]*\\}[ \t\r\n]*");

	private JsonBodyFuzzer() {
	}

	public static void fuzzerTestOneInput(byte[] input) {
		if (input.length > Bodies.MAX_BYTES) {
			return;
		}
		Matcher number = ONE_NUMBER.matcher(new String(input, StandardCharsets.ISO_8859_1));
		Quantity quantity = quantity(input);
		if (number.matches()) {
			assertThat(quantity).isEqualTo(parse(number.group(1)));
		}
		if (quantity != null) {
			assertThat(new String(input, StandardCharsets.UTF_8)).contains(quantity.toString());
		}
		Allocations.check(ALLOCATED_BYTES + (long) ALLOCATED_BYTES_PER_BYTE * input.length, () -> quantity(input));
	}

	/** As an order reads its body: all that is wrong is collected. */
	private static @Nullable Quantity quantity(byte[] input) {
		try {
			JsonBody body = JsonBody.read(input);
			Fields fields = new Fields();
			Quantity quantity = fields.read(() -> Quantity.parse(body.number("quantity")));
			if (body.has("side")) {
				fields.read(() -> Side.parse(body.string("side", InvalidValueException.Field.SIDE)));
			}
			if (body.has("price")) {
				fields.read(() -> Price.parse(body.string("price", InvalidValueException.Field.PRICE)));
			}
			if (body.has("id")) {
				fields.read(() -> new ClientOrderId(body.string("id", InvalidValueException.Field.CLIENT_ORDER_ID)));
			}
			body.checkUnknown(fields);
			if (fields.areInvalid()) {
				check(fields.problem());
			}
			return quantity;
		}
		catch (ProblemException ex) {
			check(ex);
			return null;
		}
	}

	private static void check(ProblemException ex) {
		byte[] json = ex.problem().json("/api/v1/stocks/GameStart/trades");
		assertThat(JSON.readTree(json).get("status").asInt()).isBetween(400, 499);
		assertThat(JSON.readTree(json).get("detail").asString().chars()).noneMatch(Character::isISOControl);
	}

	private static @Nullable Quantity parse(String text) {
		try {
			return Quantity.parse(text);
		}
		catch (InvalidValueException ex) {
			return null;
		}
	}

}
