package org.bourse.grpc;

import java.util.concurrent.TimeUnit;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The threads of the door's connections, as gRPC would make them: one that accepts, and
 * one for each core. They are made here because gRPC takes a listening channel from
 * somebody else only together with its threads.
 */
final class EventLoops implements AutoCloseable {

	private static final boolean EPOLL = Epoll.isAvailable();

	private final EventLoopGroup acceptor = group("bourse-grpc-acceptor", 1);

	private final EventLoopGroup connections = group("bourse-grpc-io", NettyRuntime.availableProcessors());

	private static EventLoopGroup group(String name, int threads) {
		IoHandlerFactory handlers = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
		return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), handlers);
	}

	/**
	 * Has a server run on them.
	 * @param onAccept sees each connection that comes, in the listening channel
	 */
	void use(NettyServerBuilder builder, ChannelHandler onAccept) {
		builder.bossEventLoopGroup(this.acceptor).workerEventLoopGroup(this.connections).channelFactory(() -> {
			ServerChannel listener = EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
			listener.pipeline().addLast(onAccept);
			return listener;
		});
	}

	/** The server has ended, or will not use them any more. */
	@Override
	public void close() {
		this.acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
		this.connections.shutdownGracefully(0, 1, TimeUnit.SECONDS);
	}

}
