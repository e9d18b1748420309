package org.bourse.client.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import org.bourse.client.Credentials;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceImplBase;

/**
 * Two doors with nothing behind them: whatever is asked gets the same answer. What the
 * bench measures of them is itself.
 */
final class NoOpServers implements AutoCloseable {

	private static final byte[] REPLY = "+1\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

	private final LoadThreads threads;

	private final Channel socket;

	private final Server grpc;

	/**
	 * @param loops of the load, of which each needs one here: else these servers would be
	 * the limit that is measured
	 */
	NoOpServers(int loops) {
		this.threads = LoadThreads.named("bourse-bench-no-op", loops);
		this.socket = new ServerBootstrap().group(this.threads.group())
			.channel(LoadThreads.serverChannelType())
			.childHandler(new ChannelInitializer<SocketChannel>() {
				@Override
				protected void initChannel(SocketChannel channel) {
					channel.pipeline().addLast(new Responder());
				}
			})
			.bind(ANY_PORT)
			.syncUninterruptibly()
			.channel();
		try {
			this.grpc = NettyServerBuilder.forAddress(ANY_PORT)
				.directExecutor()
				.bossEventLoopGroup(this.threads.group())
				.workerEventLoopGroup(this.threads.group())
				.channelType(LoadThreads.serverChannelType())
				.addService(new SameStock())
				.build()
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Targets targets() {
		return new Targets((InetSocketAddress) this.socket.localAddress(),
				new InetSocketAddress(InetAddress.getLoopbackAddress(), this.grpc.getPort()), Credentials.none());
	}

	@Override
	public void close() {
		this.socket.close();
		this.grpc.shutdownNow();
		try {
			this.grpc.awaitTermination(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.threads.close();
	}

	/** A reply for each request, which it knows by the star that it begins with. */
	private static final class Responder extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf in = (ByteBuf) message;
			ByteBuf out = context.alloc().ioBuffer();
			while (in.isReadable()) {
				if (in.readByte() == '*') {
					out.writeBytes(REPLY);
				}
			}
			in.release();
			context.writeAndFlush(out, context.voidPromise());
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

	private static final class SameStock extends StockServiceImplBase {

		private static final LookupResponse RESPONSE = LookupResponse.newBuilder()
			.setStock(Stock.newBuilder().setSymbol("GameStart").setPrice("15.99"))
			.build();

		@Override
		public void lookup(LookupRequest request, StreamObserver<LookupResponse> response) {
			response.onNext(RESPONSE);
			response.onCompleted();
		}

	}

}
