package org.bourse.web;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.bourse.domain.Halt;
import org.bourse.domain.HaltReason;
import org.bourse.domain.InvalidValueException.Field;
import org.bourse.domain.Resumption;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.metrics.Outcome;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What operators do: stop trading in a stock, and let it go on.
 */
@RestController
@RequestMapping(path = "/api/v1/stocks/{symbol}", produces = MediaType.APPLICATION_JSON_VALUE,
		consumes = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Halts")
class HaltsEndpoint {

	private final StockRepository repository;

	private final Clock clock;

	private final Command halt;

	private final Command resume;

	/**
	 * @param clock for whether a time is yet to come
	 */
	HaltsEndpoint(StockRepository repository, Clock clock, MeterRegistry registry) {
		this.repository = repository;
		this.clock = clock;
		this.halt = new Command(registry, "halt");
		this.resume = new Command(registry, "resume");
	}

	@PostMapping("/halt")
	@Operation(summary = "Stop trading in a stock", description = "The price can still be updated.")
	@RequestBody(required = true, content = @Content(schema = @Schema(implementation = HaltRequest.class),
			examples = @ExampleObject(name = "News are pending", value = "{\"reason\":\"NEWS\"}")))
	CompletableFuture<Quote> halt(@PathVariable String symbol, @RequestAttribute(Bodies.BODY) byte[] body,
			HttpServletRequest request) {
		return this.halt.answer(() -> {
			JsonBody json = JsonBody.read(body);
			Fields fields = new Fields();
			Symbol name = fields.read(() -> new Symbol(symbol));
			HaltReason reason = fields.read(() -> HaltReason.parse(json.string("reason", Field.HALT_REASON)));
			Instant resumeAt = json.has("resumeAt") ? fields
				.read(() -> Halt.parseResumeTime(json.string("resumeAt", Field.RESUME_TIME), this.clock.instant()))
					: null;
			json.checkUnknown(fields);
			if (name == null || reason == null || fields.areInvalid()) {
				throw fields.problem();
			}
			return this.repository.halt(name, reason, resumeAt, actor(request));
		}, (stock) -> Outcome.OK, Quote::of);
	}

	@PostMapping("/resume")
	@Operation(summary = "End a halt, or give a stock another volume limit",
			description = "A stock that has reached its volume limit needs another limit, or its volume reset.")
	@RequestBody(required = true,
			content = @Content(schema = @Schema(implementation = ResumeRequest.class),
					examples = { @ExampleObject(name = "End a halt", value = "{}"),
							@ExampleObject(name = "Another limit", value = "{\"volumeLimit\":2000000}"),
							@ExampleObject(name = "Volume at 0 again", value = "{\"resetVolume\":true}") }))
	CompletableFuture<Quote> resume(@PathVariable String symbol, @RequestAttribute(Bodies.BODY) byte[] body,
			HttpServletRequest request) {
		return this.resume.answer(() -> {
			JsonBody json = JsonBody.read(body);
			Fields fields = new Fields();
			Symbol name = fields.read(() -> new Symbol(symbol));
			Long limit = json.has("volumeLimit") ? fields.read(() -> Stock.parseVolumeLimit(json.number("volumeLimit")))
					: null;
			boolean reset = json.number("resetVolume").equals("true");
			if (json.has("resetVolume") && !reset && !json.number("resetVolume").equals("false")) {
				fields.violated("resetVolume", ProblemType.RESET_VOLUME_INVALID, "resetVolume must be true or false");
			}
			if (limit != null && reset) {
				fields.violated("resetVolume", ProblemType.RESET_VOLUME_INVALID,
						"a new limit and a reset are two ways to resume; choose one");
			}
			json.checkUnknown(fields);
			if (name == null || fields.areInvalid()) {
				throw fields.problem();
			}
			return this.repository.resume(name, new Resumption(limit, reset), actor(request));
		}, (stock) -> Outcome.OK, Quote::of);
	}

	/** For the ledger. */
	private static String actor(HttpServletRequest request) {
		return BearerFilter.caller(request).at(Command.DOOR, request.getRemoteAddr());
	}

	/** The body of a halt, for OpenAPI: {@link JsonBody} reads it. */
	record HaltRequest(@Schema(example = "NEWS", allowableValues = {
			"ADMIN", "NEWS", "REGULATORY" }, requiredMode = Schema.RequiredMode.REQUIRED) String reason,
			@Schema(description = "When trading is expected to resume; ends nothing by itself", type = "string",
					format = "date-time") @Nullable String resumeAt){
	}

	/** The body of a resume, for OpenAPI. */
	record ResumeRequest(@Schema(description = "The limit from now on", minimum = "1") @Nullable Long volumeLimit,
			@Schema(description = "Whether the volume of the session begins at 0 again") @Nullable Boolean resetVolume) {
	}

}
