package org.bourse;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every door must do, in the codes of the original exercise. A test class for each
 * door extends it.
 */
abstract class TradingContract {

	private RunningBourse bourse;

	private Trader trader;

	/** One client of a door. */
	interface Trader extends AutoCloseable {

		/** The price; "-1" if there is no such stock. */
		String lookup(String symbol) throws Exception;

		/** 1 executed, 0 refused, -1 no such stock, -3 invalid quantity. */
		long trade(String symbol, long quantity, String side, String id) throws Exception;

		/** 1 updated, -1 no such stock, -2 invalid price. */
		long update(String symbol, String price) throws Exception;

		/** Price, volume, limit, status and reason. */
		String quote(String symbol) throws Exception;

		@Override
		void close() throws IOException;

	}

	/** A client of its own connection. */
	abstract Trader connect(RunningBourse bourse) throws Exception;

	@BeforeEach
	void open() throws Exception {
		this.bourse = new RunningBourse("--bourse.market.max-volume=100");
		this.trader = connect(this.bourse);
	}

	@AfterEach
	void close() throws Exception {
		this.trader.close();
		this.bourse.close();
	}

	@Test
	void aKnownStockHasAPriceAndAnUnknownOneHasNone() throws Exception {
		assertThat(this.trader.lookup("GameStart")).isEqualTo("15.99");
		assertThat(this.trader.lookup("FishCo")).isEqualTo("18.5");
		assertThat(this.trader.lookup("gamestart")).isEqualTo("-1");
	}

	@Test
	void buysAndSellsBothAddToTheVolumeUntilTheLimitHaltsTheStock() throws Exception {
		assertThat(this.trader.trade("GameStart", 60, "BUY", "")).isEqualTo(1);
		assertThat(this.trader.trade("GameStart", 30, "SELL", "")).isEqualTo(1);
		assertThat(this.trader.quote("GameStart")).isEqualTo("15.99 90 100 TRADING -");
		assertThat(this.trader.trade("GameStart", 11, "BUY", "")).isZero();
		assertThat(this.trader.quote("GameStart")).isEqualTo("15.99 90 100 TRADING -");
		assertThat(this.trader.trade("GameStart", 10, "SELL", "")).isEqualTo(1);
		assertThat(this.trader.quote("GameStart")).isEqualTo("15.99 100 100 HALTED VOLUME_LIMIT");
		assertThat(this.trader.trade("GameStart", 1, "BUY", "")).isZero();
		assertThat(this.trader.quote("GameStart")).isEqualTo("15.99 100 100 HALTED VOLUME_LIMIT");
		assertThat(this.trader.trade("FishCo", 1, "BUY", "")).isEqualTo(1);
	}

	@Test
	void anUpdateIsSeenByTheNextLookupAlsoWhileHalted() throws Exception {
		assertThat(this.trader.update("GameStart", "0.0001")).isEqualTo(1);
		assertThat(this.trader.lookup("GameStart")).isEqualTo("0.0001");
		assertThat(this.trader.trade("GameStart", 100, "BUY", "")).isEqualTo(1);
		assertThat(this.trader.update("GameStart", "1000000000")).isEqualTo(1);
		assertThat(this.trader.quote("GameStart")).isEqualTo("1000000000 100 100 HALTED VOLUME_LIMIT");
	}

	@Test
	void anUnknownStockIsNeitherTradedNorUpdated() throws Exception {
		assertThat(this.trader.trade("Nope", 1, "BUY", "")).isEqualTo(-1);
		assertThat(this.trader.update("Nope", "1")).isEqualTo(-1);
	}

	@ParameterizedTest
	@CsvSource({ "0", "-1", "1000000001", "9223372036854775807", "-9223372036854775808" })
	void aBadQuantityChangesNothing(long quantity) throws Exception {
		assertThat(this.trader.trade("GameStart", quantity, "SELL", "")).isEqualTo(-3);
		assertThat(this.trader.quote("GameStart")).isEqualTo("15.99 0 100 TRADING -");
	}

	@ParameterizedTest
	@CsvSource({ "0", "-1", "NaN", "1e3", "1.23456", "1000000000.0001" })
	void aBadPriceChangesNothing(String price) throws Exception {
		assertThat(this.trader.update("GameStart", price)).isEqualTo(-2);
		assertThat(this.trader.lookup("GameStart")).isEqualTo("15.99");
	}

	@Test
	void theSameOrderWithTheSameIdTradesOnce() throws Exception {
		assertThat(this.trader.trade("GameStart", 60, "BUY", "id-1")).isEqualTo(1);
		assertThat(this.trader.trade("GameStart", 60, "BUY", "id-1")).isEqualTo(1);
		assertThat(this.trader.quote("GameStart")).isEqualTo("15.99 60 100 TRADING -");
	}

	@Test
	void whatOneDoorWritesTheOthersSee() throws Exception {
		try (Trader socket = new SocketTrader(this.bourse);
				Trader grpc = new GrpcTrader(this.bourse);
				Trader http = new HttpTrader(this.bourse)) {
			assertThat(this.trader.trade("GameStart", 40, "BUY", "shared")).isEqualTo(1);
			assertThat(this.trader.update("GameStart", "7.25")).isEqualTo(1);
			for (Trader other : List.of(socket, grpc, http)) {
				assertThat(other.lookup("GameStart")).isEqualTo("7.25");
				assertThat(other.trade("GameStart", 40, "BUY", "shared")).isEqualTo(1);
				assertThat(other.quote("GameStart")).isEqualTo("7.25 40 100 TRADING -");
			}
		}
	}

	@Test
	void moreClientsThanThreadsAreAllAnswered() throws Exception {
		List<CompletableFuture<String>> answers = new ArrayList<>();
		CountDownLatch start = new CountDownLatch(1);
		for (int i = 0; i < 20; i++) {
			Trader client = connect(this.bourse);
			answers.add(CompletableFuture.supplyAsync(() -> {
				try (client) {
					start.await();
					String answer = "";
					for (int request = 0; request < 50; request++) {
						answer = client.lookup("GameStart");
					}
					return answer;
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			}, (task) -> new Thread(task).start()));
		}
		start.countDown();
		assertThat(answers).extracting(CompletableFuture::join).hasSize(20).containsOnly("15.99");
	}

}
