package org.bourse.store;

import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

class SqliteMarketHistoryTest extends JdbcMarketHistoryContract {

	@TempDir
	Path folder;

	@Override
	TestStore store() {
		return TestStore.sqlite(this.folder.resolve("market.db"));
	}

}
