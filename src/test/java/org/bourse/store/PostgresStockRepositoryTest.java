package org.bourse.store;

import java.util.Collection;

import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;

class PostgresStockRepositoryTest extends StockRepositoryContract {

	@Override
	StockRepository open(Collection<Stock> stocks) {
		return TestStore.postgres(TestPostgres.shared().newDatabase()).open(stocks, CLOCK, CALENDAR);
	}

}
