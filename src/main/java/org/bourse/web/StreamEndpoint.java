package org.bourse.web;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.bourse.domain.MarketException;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Quotes as they change, as server-sent events.
 */
@RestController
@Tag(name = "Stream")
class StreamEndpoint {

	private final StockRepository repository;

	private final EventStreams streams;

	private final Command stream;

	StreamEndpoint(StockRepository repository, EventStreams streams, MeterRegistry registry) {
		this.repository = repository;
		this.streams = streams;
		this.stream = new Command(registry, "stream");
	}

	@GetMapping(path = "/api/v1/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	@Operation(summary = "Quotes as they change (server-sent events)",
			description = "First an event 'stock' for each stock, then one event 'ready', then 'stock' for changes. "
					+ "Whoever does not keep up misses states in between, never the last one. At the end an event 'end'.")
	void stream(
			@Parameter(description = "Symbols, separated by commas; all stocks when absent") @RequestParam(
					required = false) @Nullable String symbols,
			HttpServletRequest request, HttpServletResponse response)
			throws IOException, HttpRequestMethodNotSupportedException {
		// Spring takes HEAD for a GET, and its stream would never be written to, nor end.
		if (!HttpMethod.GET.matches(request.getMethod())) {
			throw new HttpRequestMethodNotSupportedException(request.getMethod(), List.of(HttpMethod.GET.name()));
		}
		EventStreams.Place place = this.stream.answer(() -> {
			Set<Symbol> names = (symbols != null) ? read(symbols) : null;
			return this.streams.enter(names);
		});
		place.open(request, response);
	}

	private Set<Symbol> read(String symbols) {
		Fields fields = new Fields();
		Set<Symbol> names = new LinkedHashSet<>();
		for (String text : symbols.split(",", -1)) {
			Symbol name = fields.read(() -> new Symbol(text));
			if (name != null) {
				names.add(name);
			}
		}
		if (fields.areInvalid()) {
			throw fields.problem();
		}
		for (Symbol name : names) {
			if (this.repository.find(name) == null) {
				throw MarketException.unknownStock(name);
			}
		}
		return names;
	}

}
