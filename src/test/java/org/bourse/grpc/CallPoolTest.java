package org.bourse.grpc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.StockServiceGrpc;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

class CallPoolTest {

	@Test
	void aCallThatFindsNoRoomIsRefusedAtOnceAndTheOthersAreServed() throws Exception {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger running = new AtomicInteger();
		try (CallPool pool = new CallPool("bourse-grpc", "grpc-calls", 2, 3, registry)) {
			Server server = NettyServerBuilder.forPort(0)
				.executor(pool)
				.intercept(pool.overflow())
				.addService(new BlockingService(running, release))
				.build()
				.start();
			ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
				.usePlaintext()
				.build();
			try {
				StockServiceGrpc.StockServiceBlockingStub stub = StockServiceGrpc.newBlockingStub(channel);
				List<CompletableFuture<LookupResponse>> calls = new java.util.ArrayList<>();
				for (int i = 1; i <= 5; i++) {
					calls.add(CompletableFuture.supplyAsync(() -> stub.lookup(LookupRequest.getDefaultInstance()),
							(task) -> new Thread(task).start()));
					int sent = i;
					await().until(() -> running.get() + gauge(registry, "bourse.queue.depth") == sent);
				}
				assertThat(running).hasValue(2);
				assertThat(gauge(registry, "bourse.queue.capacity")).isEqualTo(3);
				assertThat(pool.busy()).isEqualTo(2);
				StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
						() -> stub.lookup(LookupRequest.getDefaultInstance()));
				assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
				assertThat(refused.getStatus().getDescription())
					.isEqualTo("all threads are busy and the queue is full (threads=2, capacity=3); try later");
				release.countDown();
				assertThat(calls)
					.allSatisfy((call) -> assertThat(call.get()).isEqualTo(LookupResponse.getDefaultInstance()));
				Timer turnedAway = registry.get("bourse.requests")
					.tags("command", "unknown", "outcome", "busy")
					.timer();
				assertThat(turnedAway.count()).isEqualTo(1);
				assertThat(turnedAway.totalTime(TimeUnit.NANOSECONDS)).isPositive();
				// Of the one that found no room nothing has waited.
				assertThat(registry.get("bourse.queue.wait").timer().count()).isGreaterThanOrEqualTo(5);
				assertThat(registry.get("bourse.queue.wait").timer().max(TimeUnit.NANOSECONDS)).isPositive();
			}
			finally {
				release.countDown();
				channel.shutdownNow();
				server.shutdownNow().awaitTermination();
			}
		}
	}

	@Test
	void aThreadOfAnotherPoolIsNotItsOwn() throws Exception {
		try (CallPool pool = new CallPool("one", "one", 1, 1, new SimpleMeterRegistry());
				CallPool other = new CallPool("other", "other", 1, 1, new SimpleMeterRegistry())) {
			assertThat(CompletableFuture.supplyAsync(pool::isOwnThread, pool).get()).isTrue();
			assertThat(CompletableFuture.supplyAsync(pool::isOwnThread, other).get()).isFalse();
			assertThat(pool.isOwnThread()).isFalse();
		}
	}

	private static double gauge(MeterRegistry registry, String name) {
		return registry.get(name).gauge().value();
	}

	/** A service that blocks, which ours does not. */
	private static final class BlockingService extends StockServiceGrpc.StockServiceImplBase {

		private final AtomicInteger running;

		private final CountDownLatch release;

		BlockingService(AtomicInteger running, CountDownLatch release) {
			this.running = running;
			this.release = release;
		}

		@Override
		public void lookup(LookupRequest request, StreamObserver<LookupResponse> observer) {
			this.running.incrementAndGet();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			observer.onNext(LookupResponse.getDefaultInstance());
			observer.onCompleted();
		}

	}

}
