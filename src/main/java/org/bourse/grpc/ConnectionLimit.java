package org.bourse.grpc;

import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.bourse.log.FaultLog;
import org.bourse.metrics.DoorMeters;
import org.slf4j.LoggerFactory;

/**
 * No more connections than were agreed on, of which gRPC itself has no limit: what comes
 * then is closed before anything is made for it. Sits in the listening channel, where
 * each new connection is read, by one thread; so also those count that never say a word.
 */
@ChannelHandler.Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

	private static final FaultLog refused = new FaultLog(LoggerFactory.getLogger(ConnectionLimit.class));

	private final int max;

	private final AtomicInteger open = new AtomicInteger();

	private final Counter rejected;

	ConnectionLimit(int max, DoorMeters door) {
		this.max = max;
		door.connections(this.open::get);
		door.maxConnections(() -> max);
		this.rejected = door.rejectedConnections("connection-limit");
	}

	@Override
	public void channelRead(ChannelHandlerContext listener, Object accepted) {
		Channel client = (Channel) accepted;
		if (this.open.get() >= this.max) {
			this.rejected.increment();
			refused.warn(() -> "A client of the gRPC door was turned away: there are " + this.max
					+ " (bourse.grpc.max-connections)");
			client.unsafe().closeForcibly();
			return;
		}
		this.open.incrementAndGet();
		client.closeFuture().addListener((closed) -> this.open.decrementAndGet());
		listener.fireChannelRead(client);
	}

}
