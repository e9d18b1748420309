package org.bourse.store;

import java.util.Collection;
import java.util.List;

import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class InMemoryStockRepositoryTest extends StockRepositoryContract {

	@Override
	StockRepository open(Collection<Stock> stocks) {
		return new InMemoryStockRepository(stocks, CLOCK, CALENDAR);
	}

	@Test
	void aSymbolGivenTwiceIsRefused() {
		Stock stock = Stock.listed(new Symbol("A"), Price.MIN, 1, SESSION);
		assertThatIllegalArgumentException().isThrownBy(() -> repository(List.of(stock, stock)))
			.withMessage("stock A is given twice");
	}

}
