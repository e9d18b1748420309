package org.bourse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients of all doors race for the last shares that may be traded.
 */
class LastUnitTest {

	@ParameterizedTest
	@ValueSource(strings = { "--bourse.grpc.threads=0", "--bourse.grpc.threads=4" })
	void fiftyClientsOnAllDoorsExecuteExactlyTheLimit(String threads) throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.market.max-volume=1000", threads)) {
			assertThat(executed(bourse, 50, 40)).isEqualTo(1000);
			try (SocketTrader socket = new SocketTrader(bourse);
					GrpcTrader grpc = new GrpcTrader(bourse);
					HttpTrader http = new HttpTrader(bourse)) {
				assertThat(socket.quote("GameStart")).isEqualTo("15.99 1000 1000 HALTED VOLUME_LIMIT");
				assertThat(http.quote("GameStart")).isEqualTo("15.99 1000 1000 HALTED VOLUME_LIMIT");
				assertThat(grpc.quote("GameStart")).isEqualTo("15.99 1000 1000 HALTED VOLUME_LIMIT");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void ofAHundredClientsExactlyOneGetsTheLastShare(int round) throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.market.max-volume=1")) {
			assertThat(executed(bourse, 100, 1)).as("round %d", round).isEqualTo(1);
		}
	}

	/**
	 * How many trades of one share were executed, a third of the clients being on each
	 * door.
	 */
	private static long executed(RunningBourse bourse, int clients, int tradesEach) throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		List<CompletableFuture<Long>> executed = new ArrayList<>();
		for (int i = 0; i < clients; i++) {
			TradingContract.Trader trader = switch (i % 3) {
				case 0 -> new SocketTrader(bourse);
				case 1 -> new GrpcTrader(bourse);
				default -> new HttpTrader(bourse);
			};
			String side = (i % 2 == 0) ? "SELL" : "BUY";
			executed.add(CompletableFuture.supplyAsync(() -> {
				try (trader) {
					start.await();
					long done = 0;
					for (int trade = 0; trade < tradesEach; trade++) {
						done += trader.trade("GameStart", 1, side, "");
					}
					return done;
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			}, (task) -> new Thread(task).start()));
		}
		start.countDown();
		return executed.stream().mapToLong(CompletableFuture::join).sum();
	}

}
