package org.bourse.web;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.bourse.domain.InvalidValueException.Field;
import org.bourse.domain.MarketException;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.metrics.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Quotes and their prices. No method blocks: writes are answered when the store has them.
 */
@RestController
@RequestMapping(path = "/api/v1/stocks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Stocks")
class StocksEndpoint {

	private static final int MAX_STOCKS = 10_000;

	private final StockRepository repository;

	private final Epoch epoch;

	private final Command lookup;

	private final Command list;

	private final Command update;

	StocksEndpoint(StockRepository repository, Epoch epoch, MeterRegistry registry) {
		this.repository = repository;
		this.epoch = epoch;
		this.lookup = new Command(registry, "lookup");
		this.list = new Command(registry, "list");
		this.update = new Command(registry, "update");
	}

	@GetMapping("/{symbol}")
	@Operation(summary = "One stock")
	ResponseEntity<Quote> find(@PathVariable String symbol) {
		return this.lookup.answer(() -> {
			Fields fields = new Fields();
			Symbol name = fields.read(() -> new Symbol(symbol));
			if (name == null) {
				throw fields.problem();
			}
			Stock stock = this.repository.find(name);
			if (stock == null) {
				throw MarketException.unknownStock(name);
			}
			return ok().eTag(this.epoch.id(stock.version())).body(Quote.of(stock));
		});
	}

	@GetMapping
	@Operation(summary = "Stocks in the order of their symbols",
			description = "If there are more, the header Link names the next page.")
	ResponseEntity<List<Quote>> list(
			@Parameter(description = "Stocks whose symbol begins with this") @RequestParam(
					defaultValue = "") String prefix,
			@Parameter(description = "Stocks behind this symbol") @RequestParam(
					required = false) @Nullable String after,
			@Parameter(schema = @Schema(type = "integer", minimum = "1", maximum = "10000",
					defaultValue = "10000")) @RequestParam(required = false) @Nullable String limit) {
		return this.list.answer(() -> {
			Fields fields = new Fields();
			if (!Symbol.isPrefix(prefix)) {
				fields.violated("prefix", ProblemType.PREFIX_INVALID, "prefix must be the beginning of a symbol");
			}
			if (after != null && !Symbol.isWellFormed(after)) {
				fields.violated("after", ProblemType.PAGE_TOKEN_INVALID, "after must be a symbol");
			}
			int most = Pages.limit(fields, limit, MAX_STOCKS, MAX_STOCKS);
			if (fields.areInvalid()) {
				throw fields.problem();
			}
			List<Stock> matching = this.repository.startingWith(prefix, (after != null) ? new Symbol(after) : null);
			boolean more = matching.size() > most;
			List<Stock> page = more ? matching.subList(0, most) : matching;
			ResponseEntity.BodyBuilder response = ok();
			if (more) {
				response.header(HttpHeaders.LINK, Pages.here().next("after", page.get(most - 1).symbol()));
			}
			return response.body(page.stream().map(Quote::of).toList());
		});
	}

	/** Says how old quotes may be, when that is more than it should be. */
	private ResponseEntity.BodyBuilder ok() {
		ResponseEntity.BodyBuilder response = ResponseEntity.ok();
		Duration age = this.repository.age();
		return (age != null) ? response.header(HttpHeaders.AGE, Long.toString(age.toSeconds())) : response;
	}

	@PutMapping(path = "/{symbol}/price", consumes = MediaType.APPLICATION_JSON_VALUE)
	@Operation(summary = "Replace the last price")
	@RequestBody(required = true, content = @Content(schema = @Schema(implementation = PriceRequest.class)))
	CompletableFuture<Quote> update(@PathVariable String symbol, @RequestAttribute(Bodies.BODY) byte[] body) {
		return this.update.answer(() -> {
			JsonBody json = JsonBody.read(body);
			Fields fields = new Fields();
			Symbol name = fields.read(() -> new Symbol(symbol));
			Price price = fields.read(() -> Price.parse(json.string("price", Field.PRICE)));
			json.checkUnknown(fields);
			if (name == null || price == null || fields.areInvalid()) {
				throw fields.problem();
			}
			return this.repository.update(name, price);
		}, (stock) -> Outcome.OK, Quote::of);
	}

	/** The body of a price update, for OpenAPI: {@link JsonBody} reads it. */
	record PriceRequest(@Schema(description = "An exact decimal", example = "16.01",
			requiredMode = Schema.RequiredMode.REQUIRED) String price) {
	}

}
