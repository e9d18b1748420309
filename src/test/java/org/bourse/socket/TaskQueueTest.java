package org.bourse.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TaskQueueTest {

	@Test
	void tasksLeaveInTheOrderInWhichTheyCame() throws IOException {
		TaskQueue queue = new TaskQueue(3, new SimpleMeterRegistry());
		List<Long> taken = new ArrayList<>();
		for (long id = 1; id <= 10; id += 2) {
			assertThat(queue.offer(client(id))).isTrue();
			assertThat(queue.offer(client(id + 1))).isTrue();
			taken.add(Objects.requireNonNull(queue.poll()).id());
			taken.add(Objects.requireNonNull(queue.poll()).id());
		}
		assertThat(taken).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
		assertThat(queue.poll()).isNull();
		assertThat(queue.size()).isZero();
	}

	@Test
	void aFullQueueRefusesAndKeepsWhatItHas() throws IOException {
		TaskQueue queue = new TaskQueue(2, new SimpleMeterRegistry());
		assertThat(queue.offer(client(1))).isTrue();
		assertThat(queue.offer(client(2))).isTrue();
		assertThat(queue.offer(client(3))).isFalse();
		assertThat(queue.size()).isEqualTo(2);
		assertThat(Objects.requireNonNull(queue.poll()).id()).isEqualTo(1);
		assertThat(queue.offer(client(4))).isTrue();
		assertThat(Objects.requireNonNull(queue.poll()).id()).isEqualTo(2);
		assertThat(Objects.requireNonNull(queue.poll()).id()).isEqualTo(4);
	}

	private static AcceptedClient client(long id) throws IOException {
		try (SocketChannel channel = SocketChannel.open()) {
			return new AcceptedClient(id, channel, 0);
		}
	}

}
