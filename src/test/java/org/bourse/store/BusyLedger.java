package org.bourse.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;

/**
 * A ledger that a server writes while others look at it: trades and prices of two stocks,
 * from when it is made until it is closed.
 */
public final class BusyLedger implements AutoCloseable {

	private static final List<Symbol> SYMBOLS = List.of(new Symbol("FishCo"), new Symbol("GameStart"));

	/** Orders that wait together, so that commits are of several. */
	private static final int AT_ONCE = 8;

	private final JdbcStockRepository market;

	private final CompletableFuture<Void> end;

	private volatile boolean closed;

	private BusyLedger(TestStore store) {
		List<Stock> stocks = SYMBOLS.stream()
			.map((symbol) -> Stock.listed(symbol, Price.parse("15.99"), Long.MAX_VALUE, LocalDate.of(2026, 1, 2)))
			.toList();
		this.market = store.open(stocks, Clock.systemUTC());
		this.end = CompletableFuture.runAsync(this::trade);
	}

	/** In a new file. */
	public static BusyLedger sqlite(Path file) {
		return new BusyLedger(TestStore.sqlite(file));
	}

	/** In an empty database. */
	public static BusyLedger postgres(String url) {
		return new BusyLedger(TestStore.postgres(url));
	}

	private void trade() {
		for (int round = 0; !this.closed; round++) {
			List<CompletableFuture<?>> writes = new ArrayList<>();
			for (Symbol symbol : SYMBOLS) {
				writes.add(this.market.update(symbol, new Price(1 + round)));
				for (int i = 0; i < AT_ONCE; i++) {
					writes.add(this.market.trade(new Order(symbol, new Quantity(1), Side.BUY, null)));
				}
			}
			CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
		}
	}

	/** How many trades there are by now. */
	public long trades() {
		return this.market.all().stream().mapToLong(Stock::volume).sum();
	}

	@Override
	public void close() {
		this.closed = true;
		try {
			this.end.join();
		}
		finally {
			this.market.close();
		}
	}

}
