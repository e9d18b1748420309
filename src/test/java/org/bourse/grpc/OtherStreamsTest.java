package org.bourse.grpc;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.RunningBourse;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.WatchRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class OtherStreamsTest {

	private static final int ALL = 1000;

	@Test
	void aStreamThatCannotBeStartedGivesItsPlaceBack() {
		OtherStreams streams = new OtherStreams(1, new SimpleMeterRegistry());
		assertThatIllegalStateException()
			.isThrownBy(() -> streams.interceptCall(new HealthWatch(), new Metadata(), (stream, headers) -> {
				throw new IllegalStateException("as an issuer cannot be asked");
			}));
		assertThat(streams.count()).isZero();
	}

	@Test
	void noMoreStreamsOfHealthAndReflectionThanAllowedAreOpen() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.grpc.max-streams=2")) {
			Received<HealthCheckRequest, HealthCheckResponse> first = health(bourse);
			// Health follows the start of the server within a second.
			assertThat(first.next().getStatus()).isIn(ServingStatus.NOT_SERVING, ServingStatus.SERVING);
			await().until(() -> status(bourse) == ServingStatus.SERVING);
			assertThat(health(bourse).next().getStatus()).isEqualTo(ServingStatus.SERVING);
			String refusal = "RESOURCE_EXHAUSTED TOO_MANY_STREAMS: too many streams are open (open=2, limit=2); try later";
			assertThat(health(bourse).end()).isEqualTo(refusal);
			assertThat(
					new Received<>(bourse.channel(), ServerReflectionGrpc.getServerReflectionInfoMethod(), ALL).end())
				.isEqualTo(refusal);
			MeterRegistry registry = bourse.context().getBean(MeterRegistry.class);
			assertThat(registry.get("bourse.streams.rejected").tag("door", "grpc").counter().count()).isEqualTo(2);
			// They take no places of those who watch the market.
			assertThat(new Received<>(bourse.channel(), StockServiceGrpc.getWatchMethod(), ALL)
				.send(WatchRequest.newBuilder().addSymbols("GameStart").build())
				.halfClose()
				.next()
				.getStock()
				.getPrice()).isEqualTo("15.99");
			first.cancel();
			OtherStreams streams = bourse.context().getBean(OtherStreams.class);
			await().until(() -> streams.count() == 1);
			assertThat(health(bourse).next().getStatus()).isEqualTo(ServingStatus.SERVING);
		}
	}

	@Test
	void aNameThatIsTooLongForAServiceIsNotWatched() throws Exception {
		try (RunningBourse bourse = new RunningBourse()) {
			OtherStreams streams = bourse.context().getBean(OtherStreams.class);
			assertThat(watch(bourse, 254).end()).isEqualTo("INVALID_ARGUMENT: no service has so long a name");
			await().until(() -> streams.count() == 0);
			// 256 bytes with those before it.
			assertThat(watch(bourse, 253).next().getStatus()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
			assertThat(streams.count()).isEqualTo(1);
		}
	}

	private static Received<HealthCheckRequest, HealthCheckResponse> watch(RunningBourse bourse, int nameLength) {
		return new Received<>(bourse.channel(), HealthGrpc.getWatchMethod(), ALL)
			.send(HealthCheckRequest.newBuilder().setService("x".repeat(nameLength)).build())
			.halfClose();
	}

	private static ServingStatus status(RunningBourse bourse) {
		return HealthGrpc.newBlockingStub(bourse.channel()).check(HealthCheckRequest.getDefaultInstance()).getStatus();
	}

	private static Received<HealthCheckRequest, HealthCheckResponse> health(RunningBourse bourse) {
		return new Received<>(bourse.channel(), HealthGrpc.getWatchMethod(), ALL)
			.send(HealthCheckRequest.getDefaultInstance())
			.halfClose();
	}

	/** A call without a client. */
	private static final class HealthWatch extends ServerCall<HealthCheckRequest, HealthCheckResponse> {

		@Override
		public void request(int messages) {
		}

		@Override
		public void sendHeaders(Metadata headers) {
		}

		@Override
		public void sendMessage(HealthCheckResponse message) {
		}

		@Override
		public void close(Status status, Metadata trailers) {
		}

		@Override
		public boolean isCancelled() {
			return false;
		}

		@Override
		public MethodDescriptor<HealthCheckRequest, HealthCheckResponse> getMethodDescriptor() {
			return HealthGrpc.getWatchMethod();
		}

	}

}
