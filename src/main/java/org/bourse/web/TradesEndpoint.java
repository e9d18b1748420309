package org.bourse.web;

import java.util.concurrent.CompletableFuture;

import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.InvalidValueException.Field;
import org.bourse.domain.Order;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.metrics.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Trades.
 */
@RestController
@Tag(name = "Trades")
class TradesEndpoint {

	private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	private final StockRepository repository;

	private final Command trade;

	TradesEndpoint(StockRepository repository, MeterRegistry registry) {
		this.repository = repository;
		this.trade = new Command(registry, "trade");
	}

	@PostMapping(path = "/api/v1/stocks/{symbol}/trades", produces = MediaType.APPLICATION_JSON_VALUE,
			consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(summary = "Trade at the last price, whole or not at all",
			description = "Answered when the trade is on the disk.")
	@RequestBody(required = true, content = @Content(schema = @Schema(implementation = TradeRequest.class)))
	CompletableFuture<TradeAnswer> trade(@PathVariable String symbol, @Parameter(
			description = "The client's own name for the order, which makes it safe to send again: 1 to 64 of "
					+ "A-Z a-z 0-9 _ -") @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key,
			@RequestAttribute(Bodies.BODY) byte[] body) {
		return this.trade.answer(() -> {
			JsonBody json = JsonBody.read(body);
			Fields fields = new Fields();
			Symbol name = fields.read(() -> new Symbol(symbol));
			Quantity quantity = fields.read(() -> Quantity.parse(json.number("quantity")));
			Side side = fields.read(() -> Side.parse(json.string("side", Field.SIDE)));
			ClientOrderId id = (key != null) ? fields.read(() -> new ClientOrderId(unquoted(key))) : null;
			json.checkUnknown(fields);
			if (name == null || quantity == null || side == null || fields.areInvalid()) {
				throw fields.problem();
			}
			return this.repository.trade(new Order(name, quantity, side, id));
		}, (result) -> switch (result.outcome()) {
			case EXECUTED -> Outcome.OK;
			case HALTED, LIMIT_EXCEEDED -> Outcome.REFUSED;
		}, TradeAnswer::of);
	}

	/** The draft of the header's standard has it as a string in quotes. */
	private static String unquoted(String key) {
		boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
		return quoted ? key.substring(1, key.length() - 1) : key;
	}

	/** The body of a trade, for OpenAPI: {@link JsonBody} reads it. */
	record TradeRequest(
			@Schema(minimum = "1", maximum = "1000000000", example = "10",
					requiredMode = Schema.RequiredMode.REQUIRED) long quantity,
			@Schema(example = "BUY", requiredMode = Schema.RequiredMode.REQUIRED) Side side) {
	}

}
