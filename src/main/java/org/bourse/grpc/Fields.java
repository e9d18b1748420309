package org.bourse.grpc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import com.google.rpc.BadRequest;
import org.bourse.domain.InvalidValueException;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one request and remembers all that cannot be understood, so that
 * the client is told of everything at once.
 */
final class Fields {

	/** A status is a header, and clients take headers of 8 KB. */
	private static final int MAX_TOLD = 5;

	private final BadRequest.Builder violations = BadRequest.newBuilder();

	/**
	 * The value of a field; null, and a violation is remembered, if it cannot be
	 * understood.
	 */
	<T> @Nullable T read(Supplier<T> field) {
		try {
			return field.get();
		}
		catch (InvalidValueException ex) {
			String name = switch (ex.field()) {
				case SYMBOL -> "symbol";
				case PRICE -> "price";
				case QUANTITY -> "quantity";
				case SIDE -> "side";
				case CLIENT_ORDER_ID -> "client_order_id";
				case VOLUME_LIMIT -> "volume_limit";
				case HALT_REASON -> "reason";
				case RESUME_TIME -> "resume_time";
				case CANDLE_INTERVAL -> "interval";
			};
			violated(name, name.toUpperCase(Locale.ROOT) + "_INVALID", String.valueOf(ex.getMessage()));
			return null;
		}
	}

	/** The symbols of a list; of those that are malformed, the first few are told. */
	Set<Symbol> readSymbols(List<String> names) {
		Set<Symbol> symbols = new LinkedHashSet<>();
		for (int i = 0; i < names.size() && this.violations.getFieldViolationsCount() < MAX_TOLD; i++) {
			try {
				symbols.add(new Symbol(names.get(i)));
			}
			catch (InvalidValueException ex) {
				violated("symbols[" + i + "]", "SYMBOL_INVALID", String.valueOf(ex.getMessage()));
			}
		}
		return symbols;
	}

	/** How many a page may hold; 0 stands for the most. */
	int readPageSize(int pageSize, int max) {
		if (pageSize < 0 || pageSize > max) {
			violated("page_size", "PAGE_SIZE_INVALID",
					"page size must be from 1 to " + max + ", or 0 for " + max + "; it is " + pageSize);
		}
		return (pageSize == 0) ? max : pageSize;
	}

	void violated(String field, String reason, String description) {
		this.violations.addFieldViolationsBuilder().setField(field).setReason(reason).setDescription(description);
	}

	boolean areInvalid() {
		return this.violations.getFieldViolationsCount() > 0;
	}

	/**
	 * What to answer if the fields are invalid: all violations, of which the first gives
	 * the reason.
	 */
	Fault fault() {
		String message = String.join("; ",
				this.violations.getFieldViolationsList()
					.stream()
					.map(BadRequest.FieldViolation::getDescription)
					.toList());
		return Fault.invalid(this.violations.getFieldViolations(0).getReason(), message, this.violations.build());
	}

}
