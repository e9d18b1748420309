package org.bourse.metrics;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.domain.HaltReason;
import org.bourse.domain.PartialRepository;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockListener;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StockMetersTest {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Market market = new Market();

	@Test
	void theFirstStocksBySymbolAreShownAsTheyAre() {
		this.market.put(stock("B", "18.5"));
		this.market.put(stock("A", "1000000000"));
		this.market.put(stock("C", "1"));
		StockMeters.open(this.market, 2, this.registry);
		assertThat(values("bourse.stock.price")).isEqualTo(Map.of("A", 1e9, "B", 18.5));
		assertThat(values("bourse.stock.volume.limit")).isEqualTo(Map.of("A", 100.0, "B", 100.0));
		assertThat(values("bourse.stock.halted")).isEqualTo(Map.of("A", 0.0, "B", 0.0));
		this.market.put(stock("B", "0.0001").halted(HaltReason.NEWS, null, Instant.EPOCH));
		assertThat(values("bourse.stock.price")).isEqualTo(Map.of("A", 1e9, "B", 0.0001));
		assertThat(values("bourse.stock.volume")).isEqualTo(Map.of("A", 0.0, "B", 0.0));
		assertThat(values("bourse.stock.halted")).isEqualTo(Map.of("A", 0.0, "B", 1.0));
		assertThat(stocks("trading")).isEqualTo(2);
		assertThat(stocks("halted")).isEqualTo(1);
	}

	@Test
	void aStockThatIsListedLaterAppearsAndOneThatIsNotAmongTheFirstAnyMoreGoes() {
		this.market.put(stock("B", "2"));
		StockMeters.open(this.market, 2, this.registry);
		assertThat(values("bourse.stock.price")).isEqualTo(Map.of("B", 2.0));
		this.market.put(stock("C", "3"));
		assertThat(values("bourse.stock.price")).isEqualTo(Map.of("B", 2.0, "C", 3.0));
		this.market.put(stock("A", "1"));
		assertThat(values("bourse.stock.price")).isEqualTo(Map.of("A", 1.0, "B", 2.0));
		assertThat(values("bourse.stock.halted")).isEqualTo(Map.of("A", 0.0, "B", 0.0));
		assertThat(stocks("trading")).isEqualTo(3);
	}

	@Test
	void withoutMetersOfTheirOwnStocksAreCounted() {
		this.market.put(stock("A", "1"));
		StockMeters.open(this.market, 0, this.registry);
		this.market.put(stock("B", "2"));
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsExactlyInAnyOrder("bourse.stocks", "bourse.stocks");
		assertThat(stocks("trading")).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 10_001 })
	void aLimitOutOfRangeIsRefusedWithItsKey(int limit) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> new MetricsProperties(limit))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("bourse.metrics.max-stocks"));
	}

	private static Stock stock(String symbol, String price) {
		return Stock.listed(new Symbol(symbol), Price.parse(price), 100, LocalDate.EPOCH);
	}

	private Map<String, Double> values(String meter) {
		return this.registry.get(meter)
			.gauges()
			.stream()
			.collect(Collectors.toMap((gauge) -> gauge.getId().getTag("stock"), (gauge) -> gauge.value()));
	}

	private double stocks(String status) {
		return this.registry.get("bourse.stocks").tag("status", status).gauge().value();
	}

	/** Stocks can be listed here at any time. */
	private static final class Market extends PartialRepository {

		private final Map<Symbol, Stock> stocks = new TreeMap<>();

		private final List<StockListener> listeners = new ArrayList<>();

		void put(Stock stock) {
			this.stocks.put(stock.symbol(), stock);
			this.listeners.forEach((listener) -> listener.changed(List.of(stock)));
		}

		@Override
		public @Nullable Stock find(Symbol symbol) {
			return this.stocks.get(symbol);
		}

		@Override
		public List<Stock> all() {
			return List.copyOf(this.stocks.values());
		}

		@Override
		public void addListener(StockListener listener) {
			this.listeners.add(listener);
		}

	}

}
