package org.bourse.store;

import java.time.LocalDate;
import java.util.List;

import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StockCacheTest {

	private static final Stock FISH_CO = stock("FishCo");

	private static final Stock GAME_START = stock("GameStart");

	private final StockCache cache = new StockCache();

	@Test
	void aViewThatIsKeptShowsThePresentOfItsStocksAndNoOthers() {
		this.cache.offer(List.of(GAME_START));
		List<Stock> kept = this.cache.all();
		this.cache.offer(List.of(FISH_CO));
		Stock changed = GAME_START.withPrice(Price.parse("7"));
		this.cache.offer(List.of(changed));
		assertThat(kept).containsExactly(changed);
		assertThat(this.cache.all()).containsExactly(FISH_CO, changed);
	}

	@Test
	void anOlderVersionNeverReplacesANewerOne() {
		Stock changed = GAME_START.withPrice(Price.parse("7"));
		this.cache.offer(List.of(changed));
		this.cache.offer(List.of(GAME_START, changed.withPrice(Price.parse("8")), changed));
		assertThat(this.cache.find(new Symbol("GameStart"))).isEqualTo(changed.withPrice(Price.parse("8")));
	}

	private static Stock stock(String symbol) {
		return Stock.listed(new Symbol(symbol), Price.parse("15.99"), 10, LocalDate.EPOCH);
	}

}
