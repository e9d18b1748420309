package org.bourse.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import org.bourse.history.History;
import org.bourse.history.History.Call;
import org.bourse.history.History.Outcome;
import org.bourse.history.History.TradeOrder;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.TradeOutcome;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;

/**
 * Clients of all doors, two of each, that send one order after the other; what is not
 * executed by one server they ask of the other one, with the same id, until it is.
 */
final class RetryingTraders implements AutoCloseable {

	private static final int CLIENTS_OF_EACH_DOOR = 2;

	private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

	/** Longer would be a server that is not there, or a door that does not open again. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final History history;

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean closed;

	/**
	 * @param servers two of one market
	 */
	RetryingTraders(History history, List<Ports> servers) {
		this.history = history;
		for (int i = 0; i < CLIENTS_OF_EACH_DOOR; i++) {
			add("socket" + i, servers.stream().<Door>map((ports) -> new SocketDoor(ports.socket())).toList());
			add("grpc" + i, servers.stream().<Door>map((ports) -> new GrpcDoor(ports.grpc())).toList());
			add("http" + i, servers.stream().<Door>map((ports) -> new HttpDoor(ports.http())).toList());
		}
	}

	private void add(String name, List<Door> doors) {
		this.threads.add(new Thread(() -> trade(name, doors), name));
	}

	void start() {
		this.threads.forEach(Thread::start);
	}

	private void trade(String name, List<Door> doors) {
		int at = 0;
		try {
			for (int number = 1; !this.closed; number++) {
				TradeOrder order = new TradeOrder(name + "-" + number, "GameStart", 1 + number % 10, "BUY");
				long began = System.nanoTime();
				while (!isExecuted(doors.get(at), order)) {
					if (System.nanoTime() - began > PATIENCE.toNanos()) {
						this.history.surprised(order.id() + " was executed by no server");
						return;
					}
					at = 1 - at;
				}
			}
		}
		catch (InterruptedException | RuntimeException ex) {
			this.history.surprised(name + " failed: " + ex);
		}
		finally {
			doors.forEach(Door::close);
		}
	}

	private boolean isExecuted(Door door, TradeOrder order) throws InterruptedException {
		Call call = this.history.call(order);
		try {
			Outcome outcome = door.trade(order);
			call.answered(outcome);
			return outcome == Outcome.EXECUTED;
		}
		catch (IOException | StatusRuntimeException ex) {
			// Without an answer: it may have been executed.
			return false;
		}
		catch (ProtocolException ex) {
			this.history.surprised(order.id() + " was answered " + ex.getMessage());
			return false;
		}
	}

	@Override
	public void close() {
		settle();
	}

	/** Ends them, each after the order at hand. */
	void settle() {
		this.closed = true;
		try {
			for (Thread thread : this.threads) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Where a server is. */
	record Ports(int socket, int grpc, int http) {
	}

	/** One door of one server, over a connection that is made anew when it is lost. */
	private interface Door {

		Outcome trade(TradeOrder order) throws IOException, ProtocolException, InterruptedException;

		void close();

	}

	private static final class SocketDoor implements Door {

		private final int port;

		private RawClient client;

		private SocketDoor(int port) {
			this.port = port;
		}

		@Override
		public Outcome trade(TradeOrder order) throws IOException, ProtocolException {
			try {
				if (this.client == null) {
					this.client = new RawClient(this.port);
				}
				Reply reply = this.client
					.ask("TRADE " + order.symbol() + " " + order.quantity() + " " + order.side() + " ID " + order.id());
				if (reply.equals(new Reply.Number(1))) {
					return Outcome.EXECUTED;
				}
				String fault = String.valueOf(reply);
				return (fault.contains("UNAVAILABLE ") || fault.contains("BUSY ")) ? Outcome.NOT_APPLIED
						: Outcome.UNKNOWN;
			}
			catch (IOException ex) {
				close();
				throw ex;
			}
		}

		@Override
		public void close() {
			try {
				if (this.client != null) {
					this.client.close();
				}
			}
			catch (IOException ex) {
				// It is gone.
			}
			this.client = null;
		}

	}

	private static final class GrpcDoor implements Door {

		private final ManagedChannel channel;

		private GrpcDoor(int port) {
			this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
		}

		@Override
		public Outcome trade(TradeOrder order) {
			// As a load balancer would: a server that is back is tried at once.
			this.channel.resetConnectBackoff();
			TradeResponse response = StockServiceGrpc.newBlockingStub(this.channel)
				.withDeadlineAfter(LONGEST_ANSWER)
				.trade(TradeRequest.newBuilder()
					.setSymbol(order.symbol())
					.setQuantity(order.quantity())
					.setSide(Side.SIDE_BUY)
					.setClientOrderId(order.id())
					.build());
			return (response.getOutcome() == TradeOutcome.TRADE_OUTCOME_EXECUTED) ? Outcome.EXECUTED : Outcome.REFUSED;
		}

		@Override
		public void close() {
			this.channel.shutdownNow();
			try {
				this.channel.awaitTermination(LONGEST_ANSWER.toSeconds(), TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

	private static final class HttpDoor implements Door {

		private final HttpClient client = HttpClient.newHttpClient();

		private final int port;

		private HttpDoor(int port) {
			this.port = port;
		}

		@Override
		public Outcome trade(TradeOrder order) throws IOException, InterruptedException {
			HttpResponse<String> response = this.client.send(HttpRequest
				.newBuilder(
						URI.create("http://127.0.0.1:" + this.port + "/api/v1/stocks/" + order.symbol() + "/trades"))
				.timeout(LONGEST_ANSWER)
				.header("Content-Type", "application/json")
				.header("Idempotency-Key", order.id())
				.POST(BodyPublishers
					.ofString("{\"quantity\":" + order.quantity() + ",\"side\":\"" + order.side() + "\"}"))
				.build(), BodyHandlers.ofString());
			if (response.statusCode() == 200) {
				return response.body().contains("\"EXECUTED\"") ? Outcome.EXECUTED : Outcome.REFUSED;
			}
			boolean notApplied = response.statusCode() == 429
					|| response.statusCode() == 503 && !response.body().contains("OUTCOME_UNKNOWN");
			return notApplied ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
		}

		@Override
		public void close() {
			// Its connections end with it.
		}

	}

}
