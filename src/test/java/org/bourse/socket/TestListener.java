package org.bourse.socket;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.access.Access;
import org.bourse.domain.FixedCalendar;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.store.InMemoryStockRepository;
import org.bourse.tls.ServerTls;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * A running socket door without the rest of the server.
 */
final class TestListener implements AutoCloseable {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final StockRepository market;

	private final QuoteFeed feed;

	private final SocketListener listener;

	/**
	 * @param settings keys of bourse.socket and values, in turn
	 */
	TestListener(StockRepository repository, String... settings) {
		this(ServerTls.none(), repository, settings);
	}

	TestListener(ServerTls tls, StockRepository repository, String... settings) {
		this.market = repository;
		this.feed = QuoteFeed.open(repository, 10_000_000, 1_000_000, this.registry);
		this.listener = new SocketListener(properties(settings), tls, repository, this.feed, Access.open(),
				this.registry, null, "0.1.0", Map.of("store", "memory"));
		this.listener.start();
	}

	TestListener(String... settings) {
		this(newMarket(), settings);
	}

	static SocketProperties properties(String... settings) {
		Map<String, String> values = new HashMap<>(Map.of("bourse.socket.port", "0", "bourse.socket.threads", "2"));
		for (int i = 0; i < settings.length; i += 2) {
			values.put("bourse.socket." + settings[i], settings[i + 1]);
		}
		return new Binder(new MapConfigurationPropertySource(values)).bind("bourse.socket", SocketProperties.class)
			.get();
	}

	static StockRepository newMarket() {
		return new InMemoryStockRepository(
				List.of(Stock.listed(new Symbol("GameStart"), Price.parse("15.99"), 1000, LocalDate.EPOCH),
						Stock.listed(new Symbol("FishCo"), Price.parse("18.5"), 10, LocalDate.EPOCH)),
				Clock.systemUTC(), FixedCalendar.endless());
	}

	StockRepository market() {
		return this.market;
	}

	QuoteFeed feed() {
		return this.feed;
	}

	SocketListener listener() {
		return this.listener;
	}

	MeterRegistry registry() {
		return this.registry;
	}

	RawClient connect() throws IOException {
		return new RawClient(this.listener.port());
	}

	double counter(String name, String... tags) {
		return this.registry.find(name).tags(tags).counters().stream().mapToDouble((c) -> c.count()).sum();
	}

	@Override
	public void close() {
		this.feed.close();
		this.listener.stop();
	}

}
