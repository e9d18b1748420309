package org.bourse.store;

import java.nio.file.Path;
import java.util.Collection;

import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.junit.jupiter.api.io.TempDir;

class SqliteStockRepositoryTest extends StockRepositoryContract {

	@TempDir
	Path folder;

	private int files;

	@Override
	StockRepository open(Collection<Stock> stocks) {
		return TestStore.sqlite(this.folder.resolve(++this.files + ".db")).open(stocks, CLOCK, CALENDAR);
	}

}
