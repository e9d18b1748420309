package org.bourse.grpc;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.bourse.RunningBourse;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.feed.Subscription;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.TradeStreamRequest;
import org.bourse.proto.v1.TradeStreamResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class GoingAwayTest {

	@Test
	void whenTheFeedEndsHealthChecksKnowAndNoStreamIsTaken() throws Exception {
		try (RunningBourse bourse = new RunningBourse()) {
			HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(bourse.channel());
			AtomicReference<Subscription> subscription = new AtomicReference<>();
			AtomicReference<ServingStatus> status = new AtomicReference<>();
			AtomicReference<String> refusal = new AtomicReference<>();
			Runnable onPending = () -> {
				// Null for the first state, if that comes at once.
				Subscription known = subscription.get();
				if (known != null && known.isEnded()) {
					status.set(health.check(HealthCheckRequest.getDefaultInstance()).getStatus());
					refusal.set(endOfTradeStream(bourse));
				}
			};
			subscription
				.set(bourse.context().getBean(QuoteFeed.class).subscribe(Set.of(new Symbol("GameStart")), onPending));
			assertThat(health.check(HealthCheckRequest.getDefaultInstance()))
				.isEqualTo(HealthCheckResponse.newBuilder().setStatus(ServingStatus.SERVING).build());
			bourse.context().close();
			assertThat(status.get()).isEqualTo(ServingStatus.NOT_SERVING);
			assertThat(refusal.get()).isEqualTo("UNAVAILABLE SHUTTING_DOWN: the server is stopping; try again");
		}
	}

	private static String endOfTradeStream(RunningBourse bourse) {
		try {
			Received<TradeStreamRequest, TradeStreamResponse> stream = new Received<>(bourse.channel(),
					StockServiceGrpc.getTradeStreamMethod(), 1);
			return stream.end();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
