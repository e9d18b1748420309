package org.bourse.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RenderingTest {

	private final List<Stock> stocks = new ArrayList<>(
			List.of(Stock.listed(new Symbol("FishCo"), Price.parse("18.5"), 10, LocalDate.EPOCH),
					Stock.listed(new Symbol("GameStart"), Price.parse("15.99"), 10, LocalDate.EPOCH)));

	private final List<Stock> rendered = new ArrayList<>();

	private final Rendering<String> rendering = new Rendering<>(this.stocks, 1, (stock) -> {
		this.rendered.add(stock);
		return stock.symbol() + " " + stock.price();
	});

	@Test
	void theStockIsRenderedOnceForEachOfItsChanges() {
		Stock first = this.stocks.get(1);
		Stock second = first.withPrice(Price.parse("7"));
		assertThat(List.of(this.rendering.present(), this.rendering.present())).containsExactly("GameStart 15.99",
				"GameStart 15.99");
		this.stocks.set(1, second);
		assertThat(List.of(this.rendering.present(), this.rendering.present())).containsExactly("GameStart 7",
				"GameStart 7");
		assertThat(this.rendered).containsExactly(first, second);
	}

}
