package org.bourse.grpc;

import java.util.function.Supplier;

import com.google.rpc.BadRequest;
import org.bourse.domain.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one request and remembers all that cannot be understood, so that
 * the client is told of everything at once.
 */
final class Fields {

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
			String description = String.valueOf(ex.getMessage());
			switch (ex.field()) {
				case SYMBOL -> violated("symbol", "SYMBOL_INVALID", description);
				case PRICE -> violated("price", "PRICE_INVALID", description);
				case QUANTITY -> violated("quantity", "QUANTITY_INVALID", description);
				case SIDE -> violated("side", "SIDE_INVALID", description);
				case CLIENT_ORDER_ID -> violated("client_order_id", "CLIENT_ORDER_ID_INVALID", description);
				case VOLUME_LIMIT -> violated("volume_limit", "VOLUME_LIMIT_INVALID", description);
				case HALT_REASON -> violated("reason", "REASON_INVALID", description);
				case RESUME_TIME -> violated("resume_time", "RESUME_TIME_INVALID", description);
				case CANDLE_INTERVAL -> violated("interval", "INTERVAL_INVALID", description);
			}
			return null;
		}
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
