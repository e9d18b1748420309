package org.bourse.grpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.bourse.domain.Burst;
import org.bourse.domain.Order;
import org.bourse.domain.StockRepository;
import org.bourse.domain.TradeResult;
import org.bourse.metrics.Outcome;
import org.bourse.metrics.RequestMeter;
import org.bourse.proto.v1.TradeStreamRequest;
import org.bourse.proto.v1.TradeStreamResponse;
import org.jspecify.annotations.Nullable;

/**
 * One client that sends order after order. They go into the store as they come; their
 * answers wait for one another, and for room in the connection, and leave in the order of
 * the requests. A request is asked for with each answer that has left, so no more than
 * {@link #MAX_IN_FLIGHT} are here, and a client that does not read cannot go on sending.
 * <p>
 * When the server stops, orders that still come are told so; when all are answered, the
 * stream ends. So a client that is told of the stop knows of every order without an
 * answer that it was not executed.
 */
final class TradeStream implements StreamObserver<TradeStreamRequest> {

	private static final int MAX_IN_FLIGHT = 256;

	private final ServerCallStreamObserver<TradeStreamResponse> observer;

	private final StockRepository repository;

	private final Streams streams;

	private final RequestMeter meter;

	/** Each order is a request. */
	private final Supplier<@Nullable Fault> rate = CallAccess.messageRate();

	private final Turn turn = new Turn(this::send);

	/** In the order of the requests. */
	private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

	/** The client sends no more. */
	private volatile boolean halfClosed;

	/** Between the headers and the end; of whoever has the turn. */
	private boolean open;

	/**
	 * @param observer as the generated service gets it
	 */
	TradeStream(StreamObserver<TradeStreamResponse> observer, StockRepository repository, Streams streams,
			RequestMeter meter) {
		this.observer = (ServerCallStreamObserver<TradeStreamResponse>) observer;
		this.repository = repository;
		this.streams = streams;
		this.meter = meter;
	}

	/** Takes the call, if there is room. */
	void begin() {
		// One that is turned away must not execute what it has sent with its call.
		this.observer.disableAutoRequest();
		Fault fault = this.streams.admit(this.turn);
		if (fault != null) {
			this.observer.onError(fault.status());
			return;
		}
		this.observer.setOnReadyThreshold(Streams.READY_THRESHOLD);
		this.observer.setOnReadyHandler(this.turn);
		this.observer.setOnCancelHandler(this::cancelled);
		CallContext.sendHeaders();
		this.open = true;
		this.observer.request(MAX_IN_FLIGHT);
		// The server may stop by now.
		this.turn.run();
	}

	@Override
	public void onNext(TradeStreamRequest request) {
		Answer answer = new Answer();
		// Before it is looked whether the server stops: so either this order is told of
		// the stop, or the stream waits for its answer.
		this.answers.add(answer);
		if (this.streams.areStopping()) {
			answer.fail(Fault.shuttingDown("the server is stopping; not applied"));
			return;
		}
		Fault overRate = this.rate.get();
		if (overRate != null) {
			answer.fail(overRate);
			return;
		}
		Fields fields = new Fields();
		Order order = Messages.order(Messages.tradeRequest(request), fields);
		if (order == null) {
			answer.fail(fields.fault());
			return;
		}
		this.repository.trade(order).thenAccept(answer::give).exceptionally((failure) -> {
			answer.fail(Fault.of(failure));
			return null;
		});
	}

	@Override
	public void onCompleted() {
		this.halfClosed = true;
		this.turn.run();
	}

	@Override
	public void onError(Throwable failure) {
		// The client is gone: the cancel handler does what there is to do.
	}

	private void cancelled() {
		this.streams.leave(this.turn);
		this.turn.run();
	}

	private void send() {
		if (!this.open) {
			return;
		}
		if (this.observer.isCancelled()) {
			this.open = false;
			this.answers.clear();
			return;
		}
		// Before the queue is looked at, so that nothing can come into it in between.
		boolean ending = this.halfClosed || this.streams.areStopping();
		int sent = 0;
		Answer first = this.answers.peek();
		while (first != null && first.response != null && this.observer.isReady()) {
			this.observer.onNext(first.response);
			this.answers.remove();
			first = this.answers.peek();
			sent++;
		}
		if (ending && first == null) {
			end();
		}
		else if (!ending && sent > 0) {
			this.observer.request(sent);
		}
	}

	private void end() {
		this.open = false;
		this.streams.leave(this.turn);
		if (this.halfClosed) {
			this.observer.onCompleted();
		}
		else {
			this.observer.onError(Fault.shuttingDown("the server is stopping; trade elsewhere or later").status());
		}
	}

	/** The place of an answer in the stream, and how long it takes. */
	private final class Answer {

		private final long beganNanos = System.nanoTime();

		/** Null until it is known. */
		private volatile @Nullable TradeStreamResponse response;

		void give(TradeResult result) {
			give(Messages.measured(result), Messages.tradeStreamResponse(result));
		}

		void fail(Fault fault) {
			give(fault.outcome(), Messages.tradeStreamResponse(fault));
		}

		private void give(Outcome outcome, TradeStreamResponse message) {
			RequestMeter trades = TradeStream.this.meter;
			trades.record(TradeStream.this.observer.isCancelled() ? Outcome.CANCELLED : outcome,
					System.nanoTime() - this.beganNanos);
			this.response = message;
			// The store answers many in a row.
			Burst.atEnd(TradeStream.this.turn);
		}

	}

}
