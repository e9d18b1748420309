package org.bourse.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

import org.bourse.fuzz.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * However threads interleave, the queue answers as if one came after the other.
 */
@Param(name = "id", gen = IntGen.class, conf = "1:9")
public class TaskQueueInterleavingTest {

	private static final int CAPACITY = 2;

	private static final SocketChannel channel = open();

	private final TaskQueue queue = new TaskQueue(CAPACITY, Interleavings.unmeasured());

	@Operation
	public boolean offer(@Param(name = "id") int id) {
		return this.queue.offer(new AcceptedClient(id, channel, 0));
	}

	@Operation
	public @Nullable Long poll() {
		AcceptedClient client = this.queue.poll();
		return (client != null) ? client.id() : null;
	}

	@Operation
	public int size() {
		return this.queue.size();
	}

	@Test
	void theQueueIsLinearizable() {
		Interleavings.check(TaskQueueInterleavingTest.class, Naive.class);
	}

	private static SocketChannel open() {
		try {
			return SocketChannel.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What it should be, for one thread. */
	public static class Naive {

		private final Queue<Long> queue = new ArrayDeque<>();

		public boolean offer(int id) {
			return this.queue.size() < CAPACITY && this.queue.add((long) id);
		}

		public @Nullable Long poll() {
			return this.queue.poll();
		}

		public int size() {
			return this.queue.size();
		}

	}

}
