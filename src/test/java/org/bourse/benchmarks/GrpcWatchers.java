package org.bourse.benchmarks;

import java.util.concurrent.CountDownLatch;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.WatchRequest;
import org.bourse.proto.v1.WatchResponse;

/**
 * Watchers by Watch, each with a connection of its own, all on one event loop.
 */
final class GrpcWatchers implements Crowd.Watchers {

	private final Crowd crowd;

	private final boolean reading;

	private CountDownLatch withoutPrice = new CountDownLatch(0);

	private CountDownLatch withoutLast = new CountDownLatch(0);

	GrpcWatchers(Crowd crowd, boolean reading) {
		this.crowd = crowd;
		this.reading = reading;
	}

	@Override
	public void open(int port, int count) throws InterruptedException {
		this.withoutPrice = new CountDownLatch(count);
		this.withoutLast = new CountDownLatch(count);
		EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
		WatchRequest request = WatchRequest.newBuilder().addSymbols("GameStart").build();
		for (int i = 0; i < count; i++) {
			ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
				.usePlaintext()
				.directExecutor()
				.eventLoopGroup(loop)
				.channelType(NioSocketChannel.class)
				.build();
			StockServiceGrpc.newStub(channel).watch(request, new Watcher());
		}
		if (this.reading) {
			this.withoutPrice.await();
		}
	}

	@Override
	public void awaitLast() throws InterruptedException {
		this.withoutLast.await();
	}

	/** On the event loop. */
	private final class Watcher implements ClientResponseObserver<WatchRequest, WatchResponse> {

		private int price;

		private boolean hasPrice;

		private boolean hasLast;

		@Override
		public void beforeStart(ClientCallStreamObserver<WatchRequest> call) {
			if (!GrpcWatchers.this.reading) {
				call.disableAutoRequestWithInitial(0);
			}
		}

		@Override
		public void onNext(WatchResponse response) {
			String text = response.getStock().getPrice();
			// The first one is of before the updates, and may have a fraction.
			int value = text.contains(".") ? 0 : Integer.parseInt(text);
			this.price = GrpcWatchers.this.crowd.received(this.price, value);
			GrpcWatchers.this.crowd.count(1);
			if (!this.hasPrice) {
				this.hasPrice = true;
				GrpcWatchers.this.withoutPrice.countDown();
			}
			if (!this.hasLast && this.price >= GrpcWatchers.this.crowd.lastPrice()) {
				this.hasLast = true;
				GrpcWatchers.this.withoutLast.countDown();
			}
		}

		@Override
		public void onError(Throwable failure) {
			throw new IllegalStateException("a watcher was ended", failure);
		}

		@Override
		public void onCompleted() {
			throw new IllegalStateException("a watcher was ended");
		}

	}

}
