package org.bourse.grpc;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.bourse.domain.FixedCalendar;
import org.bourse.domain.Price;
import org.bourse.domain.Renderings;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.feed.Subscription;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.WatchRequest;
import org.bourse.proto.v1.WatchResponse;
import org.bourse.store.InMemoryStockRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class WatchStreamTest {

	/** More than may wait in gRPC. */
	private final List<Stock> stocks = IntStream.range(1000, 2000)
		.mapToObj((i) -> Stock.listed(new Symbol("S" + i), Price.parse("15.99"), 100, LocalDate.EPOCH))
		.toList();

	private final StockRepository market = new InMemoryStockRepository(this.stocks, Clock.systemUTC(),
			FixedCalendar.endless());

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Streams streams = new Streams(10, this.registry);

	@Test
	void whatIsPendingWhenTheServerStopsIsToldBeforeTheEnd() throws Exception {
		Server server = NettyServerBuilder.forPort(0)
			.addService(ServerInterceptors.intercept(new EndingService(), new CallContext()))
			.build()
			.start();
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
		try {
			Received<WatchRequest, WatchResponse> watch = new Received<>(channel, StockServiceGrpc.getWatchMethod(),
					2000)
				.send(WatchRequest.getDefaultInstance())
				.halfClose();
			assertThat(watch.end()).isEqualTo("UNAVAILABLE SHUTTING_DOWN: the server is stopping; watch again");
			assertThat(watch.rest()).isEqualTo(this.stocks.stream().map(Messages::watchResponse).toList());
			assertThat(this.registry.get("bourse.streams").gauge().value()).isZero();
		}
		finally {
			channel.shutdownNow();
			server.shutdownNow();
		}
	}

	/**
	 * Its feed ends, and the door closes, between the first state and the first look at
	 * it.
	 */
	private final class EndingService extends StockServiceGrpc.StockServiceImplBase {

		@Override
		public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
			WatchStreamTest test = WatchStreamTest.this;
			WatchStream stream = new WatchStream(observer, new Renderings<>(Messages::watchResponse), test.streams);
			assertThat(stream.begin((onPending) -> {
				QuoteFeed feed = QuoteFeed.open(test.market, 1000, 1000, test.registry);
				Subscription subscription = feed.subscribeToPrefix("", onPending);
				test.streams.close();
				feed.close();
				return subscription;
			})).isNull();
		}

	}

}
