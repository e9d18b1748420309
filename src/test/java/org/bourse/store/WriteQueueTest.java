package org.bourse.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the model checker is not asked, as it would have to wait: whether the writer is
 * woken. Each client waits for its answer, so that one that is forgotten stops all.
 */
class WriteQueueTest {

	private static final Symbol SYMBOL = new Symbol("GameStart");

	private static final int CLIENTS = 4;

	private static final int WRITES = 2000;

	private final WriteQueue queue = new WriteQueue(CLIENTS - 1, new SimpleMeterRegistry());

	@Test
	@Timeout(60)
	void aWriterWhoSleepsIsWokenByEachWriteAndTakesItOnce() {
		CompletableFuture<List<Write<?>>> taken = CompletableFuture.supplyAsync(this::takeAll, WriteQueueTest::start);
		List<CompletableFuture<List<Write<?>>>> clients = Stream
			.generate(() -> CompletableFuture.<List<Write<?>>>supplyAsync(this::writeAll, WriteQueueTest::start))
			.limit(CLIENTS)
			.toList();
		List<Write<?>> written = new ArrayList<>();
		clients.forEach((client) -> written.addAll(client.join()));
		this.queue.close();
		assertThat(taken.join()).hasSize(CLIENTS * WRITES).doesNotHaveDuplicates();
		assertThat(Set.copyOf(taken.join())).isEqualTo(Set.copyOf(written));
	}

	private List<Write<?>> writeAll() {
		List<Write<?>> writes = new ArrayList<>();
		while (writes.size() < WRITES) {
			Write<String> write = new Write<>(SYMBOL, null, (decisions) -> "never asked");
			if (this.queue.offer(write) == WriteQueue.Offer.TAKEN) {
				write.future().join();
				writes.add(write);
			}
		}
		return writes;
	}

	private List<Write<?>> takeAll() {
		List<Write<?>> taken = new ArrayList<>();
		try {
			while (!this.queue.isExhausted()) {
				List<Write<?>> some = this.queue.take(2, Long.MAX_VALUE);
				taken.addAll(some);
				some.forEach(Write::complete);
			}
			return taken;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
	}

}
