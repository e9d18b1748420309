package org.bourse.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Symbol;
import org.bourse.fuzz.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * However threads interleave, the queue answers as if one came after the other. Here the
 * writer does not wait; see {@link WriteQueueTest}.
 */
@Param(name = "id", gen = IntGen.class, conf = "1:9")
@Param(name = "most", gen = IntGen.class, conf = "1:2")
public class WriteQueueInterleavingTest {

	private static final int CAPACITY = 2;

	private static final Symbol SYMBOL = new Symbol("GameStart");

	private final WriteQueue queue = new WriteQueue(CAPACITY, Interleavings.unmeasured());

	@Operation
	public String offer(@Param(name = "id") int id) {
		return this.queue.offer(new Write<>(SYMBOL, new ClientOrderId(Integer.toString(id)), (decisions) -> "decided"))
			.name();
	}

	@Operation(nonParallelGroup = "writer")
	public List<String> take(@Param(name = "most") int most) throws InterruptedException {
		List<String> ids = new ArrayList<>();
		for (Write<?> write : this.queue.take(most, 0)) {
			ids.add(String.valueOf(write.id()));
		}
		return ids;
	}

	@Operation
	public void close() {
		this.queue.close();
	}

	@Operation
	public boolean isExhausted() {
		return this.queue.isExhausted();
	}

	@Operation
	public int size() {
		return this.queue.size();
	}

	@Test
	void theQueueIsLinearizable() {
		Interleavings.check(WriteQueueInterleavingTest.class, Naive.class);
	}

	/** What it should be, for one thread. */
	public static class Naive {

		private final Queue<String> waiting = new ArrayDeque<>();

		private boolean closed;

		public String offer(int id) {
			if (this.closed) {
				return "CLOSED";
			}
			return (this.waiting.size() < CAPACITY && this.waiting.add(Integer.toString(id))) ? "TAKEN" : "FULL";
		}

		public List<String> take(int most) {
			List<String> ids = new ArrayList<>();
			while (ids.size() < most && !this.waiting.isEmpty()) {
				ids.add(this.waiting.remove());
			}
			return ids;
		}

		public void close() {
			this.closed = true;
		}

		public boolean isExhausted() {
			return this.closed && this.waiting.isEmpty();
		}

		public int size() {
			return this.waiting.size();
		}

	}

}
