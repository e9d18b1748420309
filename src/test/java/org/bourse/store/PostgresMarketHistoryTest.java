package org.bourse.store;

import java.time.Clock;

import org.bourse.domain.MarketHistory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PostgresMarketHistoryTest extends JdbcMarketHistoryContract {

	@Override
	TestStore store() {
		return TestStore.postgres(TestPostgres.shared().newDatabase());
	}

	@Test
	void aConnectionThatWasCutIsMadeAnew() {
		TestStore store = store().withNode("cut");
		try (JdbcStockRepository market = store.open(STOCKS, Clock.systemUTC())) {
			MarketHistory history = history(market);
			assertThat(history.events(FISH_CO, Long.MAX_VALUE, 10).join()).hasSize(1);
			TestPostgres.shared()
				.execute(
						"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bourse cut'");
			assertThat(history.events(FISH_CO, Long.MAX_VALUE, 10).join()).hasSize(1);
		}
	}

}
