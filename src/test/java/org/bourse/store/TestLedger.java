package org.bourse.store;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.store.ledger.PostgresDialect;
import org.bourse.store.ledger.SqliteDialect;
import org.jspecify.annotations.Nullable;

/**
 * A ledger with a bit of everything, as a server leaves it: trades with and without an
 * id, in several minutes and with a clock that goes back; prices that change; a stock
 * that has reached its limit, and one that was never traded.
 */
public final class TestLedger {

	/** What a proof of it must count. */
	public static final String COUNTS = "3 stocks, 7 trades, 4 events, 4 candles, 80 shares";

	private static final Symbol GAME_START = new Symbol("GameStart");

	private static final Symbol FISH_CO = new Symbol("FishCo");

	private static final LocalDate SESSION = LocalDate.of(2026, 1, 2);

	private TestLedger() {
	}

	/** Makes it in a new file. Returns its URL. */
	public static String sqlite(Path file) {
		fill(TestStore.sqlite(file));
		return SqliteDialect.PREFIX + file;
	}

	/** Makes it in an empty database. */
	public static void postgres(String url) {
		if (!url.startsWith(PostgresDialect.PREFIX)) {
			throw new IllegalArgumentException(url);
		}
		fill(TestStore.postgres(url));
	}

	private static void fill(TestStore store) {
		SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
		List<Stock> stocks = List.of(Stock.listed(GAME_START, Price.parse("15.99"), 1000, SESSION),
				Stock.listed(FISH_CO, Price.parse("18.5"), 10, SESSION),
				Stock.listed(new Symbol("BoarCo"), Price.parse("42.25"), 10, SESSION));
		try (JdbcStockRepository market = store.open(stocks, clock)) {
			trade(market, GAME_START, 40, "id-1");
			trade(market, GAME_START, 10, "id-2");
			market.update(GAME_START, Price.parse("16.25")).join();
			clock.move(Duration.ofMinutes(1));
			trade(market, GAME_START, 5, null);
			clock.move(Duration.ofMinutes(-1));
			trade(market, GAME_START, 7, "id-4");
			clock.move(Duration.ofMinutes(2));
			trade(market, GAME_START, 8, "id-5");
			trade(market, FISH_CO, 4, null);
			trade(market, FISH_CO, 6, "id-6");
			trade(market, FISH_CO, 1, "refused");
			market.update(FISH_CO, Price.parse("20")).join();
		}
	}

	private static void trade(JdbcStockRepository market, Symbol symbol, long shares, @Nullable String id) {
		market.trade(new Order(symbol, new Quantity(shares), Side.BUY, (id != null) ? new ClientOrderId(id) : null))
			.join();
	}

}
