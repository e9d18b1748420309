package org.bourse.client;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.LongStream;

import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of updates while the server cannot do them.
 */
class PersistentUpdatesTest {

	private static final Tick TICK = new Tick(new Symbol("A"), Price.parse("1.5"));

	private static final Quote QUOTE = new Quote("A", "1.5", 0, 1, "TRADING", null, null, null, 2, null);

	private final VirtualTimeline timeline = new VirtualTimeline();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private final FailingClient client = new FailingClient();

	private final PersistentUpdates updates = new PersistentUpdates(this.client, this.timeline,
			new Console(System.out, new PrintStream(this.err, true, StandardCharsets.UTF_8)));

	@Test
	void anUpdateThatIsAnsweredIsNoNews() throws Exception {
		assertThat(this.updates.update(TICK)).isEqualTo(QUOTE);
		assertThat(messages()).isEmpty();
		assertThat(this.timeline.sleeps()).isEmpty();
	}

	@Test
	void triesGetRarerUntilTheServerIsBack() throws Exception {
		this.client.fail(7, ExitCode.UNAVAILABLE);
		assertThat(this.updates.update(TICK)).isEqualTo(QUOTE);
		assertThat(this.timeline.sleeps().stream().map((nanos) -> nanos / 1_000_000)).containsExactly(500L, 1000L,
				2000L, 4000L, 8000L, 10_000L, 10_000L);
		assertThat(messages()).containsExactly("price-updater: UNAVAILABLE; trying again in 500ms",
				"price-updater: the server is back");
	}

	@Test
	void aLongOutageIsToldOnceAMinute() throws Exception {
		this.client.fail(6 * 60, ExitCode.UNAVAILABLE);
		assertThat(this.updates.update(TICK)).isEqualTo(QUOTE);
		long minutes = Duration.ofNanos(LongStream.of(longs(this.timeline.sleeps())).sum()).toMinutes();
		assertThat(minutes).isBetween(55L, 60L);
		assertThat(messages()).hasSizeBetween(50, (int) minutes + 2)
			.startsWith("price-updater: UNAVAILABLE; trying again in 500ms",
					"price-updater: UNAVAILABLE; trying again in 10s")
			.endsWith("price-updater: the server is back");
	}

	@Test
	void whatWillNotGetBetterIsNotTriedAgain() {
		this.client.fail(1, ExitCode.BUSY);
		this.client.fail(1, ExitCode.UNKNOWN_STOCK);
		assertThatExceptionOfType(ClientException.class).isThrownBy(() -> this.updates.update(TICK))
			.satisfies((ex) -> assertThat(ex.exitCode()).isEqualTo(ExitCode.UNKNOWN_STOCK));
		assertThat(this.timeline.sleeps()).hasSize(1);
	}

	private List<String> messages() {
		return this.err.toString(StandardCharsets.UTF_8).lines().toList();
	}

	private static long[] longs(List<Long> values) {
		return values.stream().mapToLong(Long::longValue).toArray();
	}

	/** Fails as often as told. */
	private static final class FailingClient extends PartialClient {

		private final Queue<ExitCode> failures = new ArrayDeque<>();

		void fail(int times, ExitCode code) {
			for (int i = 0; i < times; i++) {
				this.failures.add(code);
			}
		}

		@Override
		public Quote update(Symbol symbol, Price price) {
			assertThat(new Tick(symbol, price)).isEqualTo(TICK);
			ExitCode failure = this.failures.poll();
			if (failure != null) {
				throw new ClientException(failure, failure.name());
			}
			return QUOTE;
		}

	}

}
