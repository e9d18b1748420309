package org.bourse.client.bench;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.bourse.client.ClientTls;
import org.bourse.client.Credentials;
import org.bourse.resp.RequestEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Through the socket door.
 */
final class SocketWire implements Wire {

	private static final int CONNECT_TIMEOUT_MILLIS = 5000;

	private final EventLoop loop;

	private final InetSocketAddress address;

	private final @Nullable ClientTls tls;

	/** What a connection begins with; its reply is not counted. Empty for nothing. */
	private final byte[] introduction;

	private final byte[][] requests;

	private final boolean kept;

	/** When the requests in flight were meant to start; a ring. */
	private final long[] starts;

	private int first;

	private int count;

	private @Nullable LoadClient owner;

	private @Nullable Conversation conversation;

	private @Nullable ByteBuf outgoing;

	private boolean ready;

	private boolean closed;

	/**
	 * @param requests encoded, by number
	 */
	SocketWire(EventLoop loop, InetSocketAddress address, Credentials credentials, byte[][] requests,
			Connections connections, int pipeline) {
		this.loop = loop;
		this.address = address;
		this.tls = credentials.tls();
		this.introduction = (credentials.token() != null) ? RequestEncoder.encode("AUTH", credentials.token())
				: new byte[0];
		this.requests = requests;
		this.kept = connections == Connections.KEPT;
		this.starts = new long[pipeline];
	}

	@Override
	public void open(LoadClient owner) {
		this.owner = owner;
		begin();
	}

	private void begin() {
		if (this.closed) {
			return;
		}
		if (this.kept) {
			connect();
		}
		else {
			this.ready = true;
			owner().advance();
		}
	}

	private void connect() {
		Conversation begun = new Conversation();
		this.conversation = begun;
		Bootstrap bootstrap = new Bootstrap().group(this.loop)
			.channel(LoadThreads.channelType())
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(handler(begun));
		if (!this.kept) {
			// Closed by a reset: else some ten thousand connections that wait for their
			// end would use up the ports of this host.
			bootstrap.option(ChannelOption.SO_LINGER, 0);
		}
		bootstrap.connect(this.address).addListener((connecting) -> {
			if (!connecting.isSuccess()) {
				// Netty tells on a thread of its own if it could not make a channel at
				// all.
				this.loop.execute(() -> lost(begun, Outcome.DISCONNECTED));
			}
		});
	}

	private ChannelHandler handler(Conversation begun) {
		if (this.tls == null) {
			return begun;
		}
		SslHandler encryption = new SslHandler(
				this.tls.newEngine(this.address.getHostString(), this.address.getPort()));
		return new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline().addLast(encryption, begun);
			}

		};
	}

	@Override
	public boolean isReady() {
		return this.ready;
	}

	@Override
	public void send(int request, long start) {
		this.starts[(this.first + this.count++) % this.starts.length] = start;
		if (!this.kept) {
			connect();
		}
		if (this.outgoing == null) {
			this.outgoing = ByteBufAllocator.DEFAULT.directBuffer();
		}
		this.outgoing.writeBytes(this.requests[request]);
	}

	@Override
	public void flush() {
		Channel channel = (this.conversation != null) ? this.conversation.channel : null;
		if (this.outgoing != null && channel != null) {
			channel.writeAndFlush(this.outgoing, channel.voidPromise());
			this.outgoing = null;
		}
	}

	private void reply(Outcome outcome) {
		if (this.count == 0) {
			// Nobody has asked for it: a server that turns clients away says so.
			reset(outcome.isAnswer() ? Outcome.ERROR : outcome);
			return;
		}
		long start = this.starts[this.first];
		this.first = (this.first + 1) % this.starts.length;
		this.count--;
		if (!this.kept) {
			hangUp();
		}
		owner().answered(start, outcome);
	}

	private void lost(Conversation ended, Outcome outcome) {
		if (ended == this.conversation) {
			reset(outcome);
		}
	}

	@Override
	public void reset(Outcome outcome) {
		this.ready = false;
		hangUp();
		giveUp(outcome);
		this.loop.schedule(this::begin, LoadThreads.BACK_OFF_MILLIS, TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.closed = true;
		this.ready = false;
		hangUp();
		while (this.count > 0) {
			reply(Outcome.NO_ANSWER);
		}
	}

	private void giveUp(Outcome outcome) {
		if (this.count == 0) {
			owner().notConnected(outcome);
		}
		while (this.count > 0) {
			reply(outcome);
		}
	}

	private void hangUp() {
		if (this.outgoing != null) {
			this.outgoing.release();
			this.outgoing = null;
		}
		if (this.conversation != null) {
			Channel channel = this.conversation.channel;
			this.conversation = null;
			if (channel != null) {
				channel.close();
			}
		}
	}

	private LoadClient owner() {
		if (this.owner == null) {
			throw new IllegalStateException("not opened");
		}
		return this.owner;
	}

	/** One connection. What it hears after it was hung up is no news. */
	private final class Conversation extends ChannelInboundHandlerAdapter {

		private final ReplyScanner scanner = new ReplyScanner();

		/** Whether the server knows who asks. */
		private boolean introduced = SocketWire.this.introduction.length == 0;

		/** Null until it is connected. */
		private @Nullable Channel channel;

		@Override
		public void channelActive(ChannelHandlerContext context) {
			if (SocketWire.this.tls == null) {
				connected(context);
			}
		}

		/** With TLS a connection is one when hands have been shaken. */
		@Override
		public void userEventTriggered(ChannelHandlerContext context, Object event) {
			if (event instanceof SslHandshakeCompletionEvent shaken) {
				if (shaken.isSuccess()) {
					connected(context);
				}
				else {
					context.close();
				}
			}
		}

		private void connected(ChannelHandlerContext context) {
			if (this != SocketWire.this.conversation) {
				context.close();
				return;
			}
			this.channel = context.channel();
			if (!this.introduced) {
				context.writeAndFlush(Unpooled.wrappedBuffer(SocketWire.this.introduction), context.voidPromise());
			}
			if (!SocketWire.this.kept) {
				flush();
			}
			else if (this.introduced) {
				begin();
			}
		}

		private void begin() {
			SocketWire.this.ready = true;
			owner().advance();
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf bytes = (ByteBuf) message;
			try {
				this.scanner.scan(bytes, this::heard);
			}
			finally {
				bytes.release();
			}
			if (!SocketWire.this.kept) {
				owner().advance();
			}
		}

		private void heard(Outcome outcome) {
			if (this != SocketWire.this.conversation) {
				return;
			}
			if (this.introduced) {
				reply(outcome);
			}
			else if (outcome == Outcome.FOUND) {
				this.introduced = true;
				if (SocketWire.this.kept) {
					begin();
				}
			}
			else {
				reset(Outcome.ERROR);
			}
		}

		@Override
		public void channelReadComplete(ChannelHandlerContext context) {
			owner().advance();
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			lost(this, Outcome.DISCONNECTED);
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			context.close();
		}

	}

}
