package org.bourse.socket;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.bourse.domain.MarketException;
import org.bourse.domain.MarketFault;
import org.bourse.domain.Order;
import org.bourse.domain.PartialRepository;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeResult;
import org.bourse.resp.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The socket door when writes are not answered at once, as with any store that has a
 * disk.
 */
class SlowStoreTest {

	private HeldBackRepository repository;

	private TestListener door;

	@BeforeEach
	void open() {
		this.repository = new HeldBackRepository(TestListener.newMarket());
		this.door = new TestListener(this.repository, "max-in-flight", "10");
	}

	@AfterEach
	void close() {
		while (this.repository.commitOne()) {
			// Else the listener would wait for its grace.
		}
		this.door.close();
	}

	@Test
	void pipelinedWritesAreInTheStoreAllAtOnceAndAnsweredInOrder() throws Exception {
		try (RawClient client = this.door.connect()) {
			client.send("TRADE FishCo 4 BUY\r\nTRADE FishCo 7 BUY\r\nUPDATE FishCo 2\r\nTRADE FishCo 6 SELL\r\n");
			await().until(() -> this.repository.waiting() == 4);
			while (this.repository.commitOne()) {
				// All of them.
			}
			assertThat(List.of(client.read(), client.read(), client.read(), client.read()))
				.containsExactly(new Reply.Number(1), new Reply.Number(0), new Reply.Number(1), new Reply.Number(1));
		}
	}

	@Test
	void aReadWaitsForTheWritesBeforeIt() throws Exception {
		try (RawClient client = this.door.connect()) {
			client.send("PING\r\nUPDATE FishCo 2\r\nLOOKUP FishCo\r\nUPDATE FishCo 3\r\nLOOKUP FishCo\r\n");
			assertThat(client.read()).isEqualTo(new Reply.Text("PONG"));
			await().until(() -> this.repository.waiting() == 1);
			this.repository.commitOne();
			assertThat(client.read()).isEqualTo(new Reply.Number(1));
			assertThat(client.read()).isEqualTo(new Reply.Text("2"));
			await().until(() -> this.repository.waiting() == 1);
			this.repository.commitOne();
			assertThat(client.read()).isEqualTo(new Reply.Number(1));
			assertThat(client.read()).isEqualTo(new Reply.Text("3"));
		}
	}

	@Test
	void aProtocolErrorIsToldBehindTheRepliesToWhatCameBefore() throws Exception {
		try (RawClient client = this.door.connect()) {
			client.send("UPDATE FishCo 2\r\n*x\r\nUPDATE FishCo 3\r\n");
			await().until(() -> this.repository.waiting() == 1);
			this.repository.commitOne();
			assertThat(client.readAll()).isEqualTo(":1\r\n-ERR Protocol error: invalid multibulk length\r\n");
			assertThat(this.repository.waiting()).isZero();
		}
	}

	@Test
	void aTimeoutNeverOvertakesTheReplyToAWriteInFlight() throws Exception {
		try (TestListener hasty = new TestListener(this.repository, "request-timeout", "1ms");
				RawClient client = hasty.connect()) {
			client.send("TRADE FishCo 4 BUY\r\nTRADE FishCo 1");
			await().until(() -> this.repository.waiting() == 1);
			// Another client that is only slow is timed out meanwhile.
			try (RawClient other = hasty.connect()) {
				assertThat(other.send("TRADE FishCo 1").readAll())
					.isEqualTo("-ERR request not finished within 1 ms\r\n");
			}
			this.repository.commitOne();
			assertThat(client.readAll()).isEqualTo(":1\r\n-ERR request not finished within 1 ms\r\n");
		}
	}

	@Test
	void aClientHasNoMoreWritesInFlightThanAllowed() throws Exception {
		try (RawClient client = this.door.connect(); RawClient other = this.door.connect()) {
			client.send("TRADE GameStart 1 BUY\r\n".repeat(30));
			await().until(() -> this.repository.waiting() == 10);
			assertThat(other.ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
			assertThat(this.repository.waiting()).isEqualTo(10);
			for (int answered = 0; answered < 30; answered++) {
				await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(this.repository::commitOne);
				assertThat(this.repository.waiting()).isLessThanOrEqualTo(10);
				assertThat(client.read()).isEqualTo(new Reply.Number(1));
			}
		}
	}

	@Test
	void aClientThatEndsItsOutputIsAnsweredWhenTheStoreHas() throws Exception {
		try (RawClient client = this.door.connect()) {
			client.send("TRADE FishCo 1 BUY\r\nLOOKUP FishCo\r\n").endOutput();
			await().until(() -> this.repository.waiting() == 1);
			this.repository.commitOne();
			assertThat(client.readAll()).isEqualTo(":1\r\n+18.5\r\n");
		}
	}

	@Test
	void aClientThatIsGoneBeforeItsAnswerHurtsNobody() throws Exception {
		try (RawClient client = this.door.connect()) {
			client.send("TRADE FishCo 1 BUY\r\n");
			await().until(() -> this.repository.waiting() == 1);
		}
		this.repository.commitOne();
		await().until(() -> this.door.listener().meters().openConnections() == 0);
		assertThat(this.door.listener().isHealthy()).isTrue();
	}

	@Test
	void stoppingWaitsForWritesInFlightAndSendsTheirReplies() throws Exception {
		try (RawClient client = this.door.connect()) {
			client.send("TRADE FishCo 1 BUY\r\nTRADE FishCo 2 BUY\r\n");
			await().until(() -> this.repository.waiting() == 2);
			Thread stop = new Thread(() -> this.door.listener().stop());
			stop.start();
			await().until(() -> stop.getState() == Thread.State.TIMED_WAITING);
			this.repository.commitOne();
			this.repository.commitOne();
			assertThat(client.readAll()).isEqualTo(":1\r\n:1\r\n");
			stop.join();
		}
	}

	@Test
	void stoppingEndsAfterTheGraceAlsoIfTheStoreNeverAnswers() throws Exception {
		try (TestListener short1 = new TestListener(this.repository, "shutdown-grace", "50ms");
				RawClient client = short1.connect()) {
			client.send("TRADE FishCo 1 BUY\r\n");
			await().until(() -> this.repository.waiting() == 1);
			CompletableFuture.runAsync(short1.listener()::stop).get(20, TimeUnit.SECONDS);
			assertThat(client.readAll())
				.isEqualTo("-UNKNOWN the server stopped before the store answered; ask again with the same id\r\n");
		}
		catch (ExecutionException ex) {
			throw new AssertionError(ex.getCause());
		}
	}

	@ParameterizedTest
	@CsvSource({ "BUSY,BUSY try later", "UNAVAILABLE,UNAVAILABLE try later", "OUTCOME_UNKNOWN,UNKNOWN try later" })
	void aFaultOfTheStoreIsAnErrorWithAWordForMachines(MarketFault fault, String error) throws Exception {
		MarketException failure = new MarketException(fault, "try later", null);
		try (TestListener failing = new TestListener(new FailingRepository(failure));
				RawClient client = failing.connect()) {
			assertThat(client.ask("TRADE FishCo 1 BUY")).isEqualTo(new Reply.Fault(error));
			assertThat(client.ask("UPDATE FishCo 1")).isEqualTo(new Reply.Fault(error));
			assertThat(client.ask("PING")).isEqualTo(new Reply.Text("PONG"));
		}
	}

	@Test
	void aBugInTheStoreIsAnErrorWithoutAStackTrace() throws Exception {
		try (TestListener failing = new TestListener(new FailingRepository(new IllegalStateException("oops")));
				RawClient client = failing.connect()) {
			assertThat(client.ask("TRADE FishCo 1 BUY"))
				.isEqualTo(new Reply.Fault("UNKNOWN internal error; it may have been applied"));
			assertThat(client.ask("LOOKUP FishCo"))
				.isEqualTo(new Reply.Fault("UNAVAILABLE internal error, see the log of the server"));
			assertThat(client.ask("PING")).isEqualTo(new Reply.Text("PONG"));
		}
	}

	/** A store that only fails. */
	private static final class FailingRepository extends PartialRepository {

		private final RuntimeException failure;

		FailingRepository(RuntimeException failure) {
			this.failure = failure;
		}

		@Override
		public @Nullable Stock find(Symbol symbol) {
			throw this.failure;
		}

		@Override
		public List<Stock> all() {
			throw this.failure;
		}

		@Override
		public CompletableFuture<TradeResult> trade(Order order) {
			return CompletableFuture.failedFuture(this.failure);
		}

		@Override
		public CompletableFuture<Stock> update(Symbol symbol, Price price) {
			return CompletableFuture.failedFuture(this.failure);
		}

	}

}
