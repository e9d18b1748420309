package org.bourse.web;

import java.util.HashSet;
import java.util.Set;

import org.bourse.domain.InvalidValueException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A body: one JSON object. Values are read by the market's own grammars, not by Jackson's
 * leniency: {@code "10"}, {@code 1.5} and {@code 1e3} are no quantities.
 */
final class JsonBody {

	private static final JsonMapper STRICT = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final ObjectNode fields;

	private final Set<String> asked = new HashSet<>();

	private JsonBody(ObjectNode fields) {
		this.fields = fields;
	}

	/**
	 * @throws ProblemException if it is not one JSON object
	 */
	static JsonBody read(byte[] bytes) {
		JsonNode node;
		try {
			node = STRICT.readTree(bytes);
		}
		catch (JacksonException ex) {
			throw invalid(where(ex.getLocation()));
		}
		catch (NumberFormatException ex) {
			// Thrown as it is for an exponent of more than 32 bits.
			throw invalid("; it has a number with too large an exponent");
		}
		if (!(node instanceof ObjectNode object)) {
			throw invalid((bytes.length == 0) ? "; it is empty" : "");
		}
		return new JsonBody(object);
	}

	private static String where(@Nullable TokenStreamLocation where) {
		return (where == null) ? ""
				: "; it ends or breaks off at line " + where.getLineNr() + ", column " + where.getColumnNr();
	}

	private static ProblemException invalid(String but) {
		return new Problem(ProblemType.BODY_INVALID,
				"the body must be one JSON object in UTF-8 that has no name twice, such as {\"price\":\"15.99\"}" + but)
			.asException();
	}

	/** Whether the field is given, and not as null. */
	boolean has(String name) {
		return value(name) != null;
	}

	/**
	 * A whole number as it is written; another one with a point or an exponent; what is
	 * no number as JSON, strings in quotes; empty if there is none.
	 */
	String number(String name) {
		JsonNode value = value(name);
		if (value == null) {
			return "";
		}
		String text = value.toString();
		// 1.0e1 has become 10, which it must not be taken for.
		boolean lostItsPoint = value.isNumber() && !value.isIntegralNumber()
				&& text.chars().allMatch(Character::isDigit);
		return lostItsPoint ? text + ".0" : text;
	}

	/**
	 * The content of a string; empty if there is none.
	 * @param field what it is meant to be
	 * @throws InvalidValueException if it is no string
	 */
	String string(String name, InvalidValueException.Field field) {
		JsonNode value = value(name);
		if (value != null && !value.isString()) {
			throw new InvalidValueException(field, "a string in double quotes", value.toString());
		}
		return (value != null) ? value.asString() : "";
	}

	private @Nullable JsonNode value(String name) {
		this.asked.add(name);
		JsonNode value = this.fields.get(name);
		return (value == null || value.isNull()) ? null : value;
	}

	/** Remembers the fields that nobody has asked for. */
	void checkUnknown(Fields violations) {
		for (String name : this.fields.propertyNames()) {
			if (!this.asked.contains(name)) {
				violations.unknown(name, ProblemType.FIELD_UNKNOWN);
			}
		}
	}

}
