package org.bourse.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import org.bourse.domain.Stock;
import org.bourse.domain.StockListener;
import org.bourse.domain.StockRepository;
import org.bourse.domain.StockStatus;
import org.bourse.domain.Symbol;

/**
 * What is measured of the market: how many stocks trade, and the state of some of them,
 * the first by their symbols. Asked when somebody looks; a change of a stock costs the
 * comparison of two numbers.
 * <p>
 * Prices are floating-point numbers here, as all meters are, and nowhere else.
 */
final class StockMeters implements StockListener {

	private static final double TEN_THOUSAND = 10_000;

	private final StockRepository repository;

	private final int max;

	private final MultiGauge prices;

	private final MultiGauge volumes;

	private final MultiGauge limits;

	private final MultiGauge halts;

	/**
	 * How many stocks there were when they were looked through last. They are never
	 * delisted, so while there are as many they are the same. Written under the lock of
	 * this.
	 */
	private volatile int known;

	private StockMeters(StockRepository repository, int max, MeterRegistry registry) {
		this.repository = repository;
		this.max = max;
		this.prices = MultiGauge.builder("bourse.stock.price").description("Last price").register(registry);
		this.volumes = MultiGauge.builder("bourse.stock.volume")
			.description("Shares traded in this session")
			.register(registry);
		this.limits = MultiGauge.builder("bourse.stock.volume.limit")
			.description("Shares that may be traded in a session")
			.register(registry);
		this.halts = MultiGauge.builder("bourse.stock.halted")
			.description("1 while the stock is halted, else 0")
			.register(registry);
	}

	/**
	 * Measures a market from now on, also stocks that are listed later.
	 * @param max how many stocks get meters of their own
	 */
	static void open(StockRepository repository, int max, MeterRegistry registry) {
		Gauge.builder("bourse.stocks", repository, (stocks) -> stocks.all().size() - halted(stocks))
			.description("Stocks of the market")
			.tag("status", tag(StockStatus.TRADING))
			.strongReference(true)
			.register(registry);
		Gauge.builder("bourse.stocks", repository, StockMeters::halted)
			.description("Stocks of the market")
			.tag("status", tag(StockStatus.HALTED))
			.strongReference(true)
			.register(registry);
		if (max > 0) {
			StockMeters meters = new StockMeters(repository, max, registry);
			// In this order: what is listed in between is told, or found.
			repository.addListener(meters);
			meters.register();
		}
	}

	private static String tag(StockStatus status) {
		return status.name().toLowerCase(Locale.ROOT);
	}

	private static long halted(StockRepository stocks) {
		return stocks.all().stream().filter((stock) -> stock.halt() != null).count();
	}

	@Override
	public void changed(Collection<Stock> stocks) {
		if (this.repository.all().size() != this.known) {
			register();
		}
	}

	private synchronized void register() {
		List<Stock> all = this.repository.all();
		this.known = all.size();
		List<Symbol> first = all.stream().limit(this.max).map(Stock::symbol).toList();
		register(this.prices, first, StockMeters::price);
		register(this.volumes, first, Stock::volume);
		register(this.limits, first, Stock::volumeLimit);
		register(this.halts, first, (stock) -> (stock.halt() != null) ? 1 : 0);
	}

	private static double price(Stock stock) {
		return stock.price().tenThousandths() / TEN_THOUSAND;
	}

	private void register(MultiGauge gauge, List<Symbol> symbols, ToDoubleFunction<Stock> value) {
		gauge.register(symbols.stream()
			.map((symbol) -> MultiGauge.Row.of(Tags.of("stock", symbol.value()), symbol,
					(present) -> valueOf(present, value)))
			.toList());
	}

	private double valueOf(Symbol symbol, ToDoubleFunction<Stock> value) {
		Stock stock = this.repository.find(symbol);
		return (stock != null) ? value.applyAsDouble(stock) : Double.NaN;
	}

}
