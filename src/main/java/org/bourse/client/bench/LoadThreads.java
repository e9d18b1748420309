package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops that make the load, through both doors alike. Each client belongs to
 * one of them.
 */
final class LoadThreads implements AutoCloseable {

	/**
	 * How long a client waits after a failure, so that failures do not come by the
	 * million.
	 */
	static final long BACK_OFF_MILLIS = 10;

	private static final long EPOLL_TIMER_ERROR_NANOS = 200_000;

	private static final long NIO_TIMER_ERROR_NANOS = 2_000_000;

	private static final int MAX_THREADS = 8;

	private final EventLoopGroup group;

	private final int size;

	private LoadThreads(EventLoopGroup group, int size) {
		this.group = group;
		this.size = size;
	}

	/** As many as there may be without taking all cores from a server on this host. */
	static LoadThreads sharing(int cores) {
		return named("bourse-bench-load", Math.max(1, Math.min(cores / 2, MAX_THREADS)));
	}

	static LoadThreads named(String name, int size) {
		ThreadFactory threads = new DefaultThreadFactory(name, true);
		return new LoadThreads(new MultiThreadIoEventLoopGroup(size, threads, ioHandlers()), size);
	}

	private static IoHandlerFactory ioHandlers() {
		return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
	}

	static Class<? extends SocketChannel> channelType() {
		return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
	}

	static Class<? extends ServerChannel> serverChannelType() {
		return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
	}

	/** How late timers of event loops may be. */
	static long timerErrorNanos() {
		return Epoll.isAvailable() ? EPOLL_TIMER_ERROR_NANOS : NIO_TIMER_ERROR_NANOS;
	}

	int size() {
		return this.size;
	}

	EventLoopGroup group() {
		return this.group;
	}

	List<EventLoop> loops() {
		List<EventLoop> loops = new ArrayList<>();
		for (int i = 0; i < this.size; i++) {
			loops.add(this.group.next());
		}
		return loops;
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
	}

}
