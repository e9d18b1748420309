package org.bourse.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bourse.client.TestQuotes.trading;

/**
 * What a watcher gets of connections that come and go.
 */
class QuoteListenerTest {

	private static final ClientException LOST = new ClientException(ExitCode.UNAVAILABLE, "gone");

	private static final ClientException HOPELESS = new ClientException(ExitCode.UNKNOWN_STOCK, "no such stock");

	private final PendingQuotes pending = new PendingQuotes();

	private final VirtualTimeline timeline = new VirtualTimeline();

	private final ScriptedClient client = new ScriptedClient();

	@Test
	void ofManyStatesOfAStockTheNewestIsLeft() throws Exception {
		this.client.connection(HOPELESS, trading("B", "1", 1), trading("A", "2", 1), trading("B", "3", 2),
				trading("B", "4", 3));
		listen();
		assertThat(quotes()).containsExactly(trading("B", "4", 3), trading("A", "2", 1));
	}

	@Test
	void whatIsPendingComesBeforeTheFailure() throws Exception {
		this.client.connection(HOPELESS, trading("A", "1", 1));
		listen();
		assertThat(quotes()).containsExactly(trading("A", "1", 1));
		assertThatThrownBy(this::quotes).isSameAs(HOPELESS);
	}

	@Test
	void noVersionIsFollowedByAnOlderOne() throws Exception {
		this.client.connection(HOPELESS, trading("A", "1", 7), trading("A", "2", 6), trading("A", "3", 7));
		listen();
		assertThat(quotes()).containsExactly(trading("A", "1", 7));
	}

	@Test
	void ofANewConnectionWhatIsKnownAlreadyIsNoNews() throws Exception {
		this.client.connection(LOST, trading("A", "1", 7), trading("B", "1", 7));
		this.client.connection(HOPELESS, trading("A", "1", 7), trading("B", "2", 8));
		this.client.takeBetweenConnections = true;
		listen();
		assertThat(this.client.taken).containsExactly(trading("A", "1", 7), trading("B", "1", 7));
		assertThat(quotes()).containsExactly(trading("B", "2", 8));
	}

	@Test
	void anotherServerBeginsAnew() throws Exception {
		this.client.connection(LOST, trading("A", "1", 7));
		this.client.connection(HOPELESS, trading("A", "5", 1), trading("A", "6", 2));
		listen();
		assertThat(quotes()).containsExactly(trading("A", "6", 2));
	}

	@Test
	void aConnectionThatFailsBeforeAnythingWasHeardIsNotTriedAgain() {
		this.client.connection(LOST);
		listen();
		assertThatThrownBy(this::quotes).isSameAs(LOST);
		assertThat(this.timeline.sleeps()).isEmpty();
	}

	@Test
	void triesGetRarerAndBeginAnewWhenSomethingWasHeard() {
		this.client.connection(LOST, trading("A", "1", 1));
		this.client.connection(LOST);
		this.client.connection(new ClientException(ExitCode.BUSY, "full"));
		this.client.connection(LOST, trading("A", "1", 1));
		this.client.connection(HOPELESS);
		listen();
		assertThat(this.timeline.sleeps().stream().map((nanos) -> nanos / 1_000_000)).containsExactly(500L, 1000L,
				2000L, 500L);
	}

	@Test
	void troubleLastsUntilSomethingIsHeard() throws Exception {
		this.pending.put(trading("A", "1", 1));
		assertThat(this.pending.take(Duration.ZERO).trouble()).isNull();
		this.pending.lost("gone");
		this.pending.begin();
		assertThat(this.pending.take(Duration.ofMillis(1))).isEqualTo(new PendingQuotes.News(List.of(), "gone"));
		this.pending.put(trading("A", "1", 1));
		assertThat(this.pending.take(Duration.ofMillis(1))).isEqualTo(new PendingQuotes.News(List.of(), null));
	}

	private void listen() {
		try (QuoteListener listener = new QuoteListener(this.client, List.of(), this.pending, this.timeline)) {
			listener.listen();
		}
	}

	private List<Quote> quotes() throws InterruptedException {
		return this.pending.take(Duration.ofMillis(1)).quotes();
	}

	/** Connections that tell something and end. */
	private final class ScriptedClient extends PartialClient {

		private final Queue<Runnable> connections = new ArrayDeque<>();

		private final List<Quote> told = new ArrayList<>();

		private final List<Quote> taken = new ArrayList<>();

		private boolean takeBetweenConnections;

		void connection(ClientException end, Quote... quotes) {
			this.connections.add(() -> {
				this.told.addAll(List.of(quotes));
				throw end;
			});
		}

		@Override
		public void watch(List<Symbol> symbols, Consumer<Quote> listener) {
			try {
				this.connections.remove().run();
			}
			finally {
				this.told.forEach(listener);
				this.told.clear();
				if (this.takeBetweenConnections && this.connections.size() == 1) {
					take();
				}
			}
		}

		private void take() {
			try {
				this.taken.addAll(quotes());
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
