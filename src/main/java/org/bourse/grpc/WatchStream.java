package org.bourse.grpc;

import java.util.function.Function;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.bourse.domain.MarketException;
import org.bourse.domain.Renderings;
import org.bourse.domain.Stock;
import org.bourse.feed.Subscription;
import org.bourse.proto.v1.WatchResponse;
import org.jspecify.annotations.Nullable;

/**
 * One client that watches. It is sent what its subscription holds for as long as its
 * connection takes it; meanwhile changes wait in the subscription, where newer states
 * take the place of older ones. It has no thread: the feed's thread sends what is news,
 * the event loop goes on when there is room again.
 * <p>
 * It ends with the feed, when the connection has taken what the feed had still to tell.
 */
final class WatchStream {

	private final ServerCallStreamObserver<WatchResponse> observer;

	private final Renderings<WatchResponse> responses;

	private final Streams streams;

	private final Turn turn = new Turn(this::send);

	/** Null before it has begun. */
	private @Nullable Subscription subscription;

	/** Of whoever has the turn. */
	private boolean over;

	/**
	 * @param observer as the generated service gets it
	 * @param responses of all who watch
	 */
	WatchStream(StreamObserver<WatchResponse> observer, Renderings<WatchResponse> responses, Streams streams) {
		this.observer = (ServerCallStreamObserver<WatchResponse>) observer;
		this.responses = responses;
		this.streams = streams;
	}

	/**
	 * Takes the call, if there is room; then everything else is done here.
	 * @param feed subscribes to what the client asks for
	 * @return why the call was not taken; null if it was
	 */
	@Nullable Fault begin(Function<Runnable, Subscription> feed) {
		Fault fault = this.streams.admit(this.turn);
		if (fault != null) {
			return fault;
		}
		this.observer.setOnReadyThreshold(Streams.READY_THRESHOLD);
		this.observer.setOnReadyHandler(this.turn);
		this.observer.setOnCancelHandler(this::leave);
		CallContext.sendHeaders();
		try {
			this.subscription = feed.apply(this.turn);
		}
		catch (MarketException ex) {
			this.streams.leave(this.turn);
			return Fault.of(ex);
		}
		this.turn.run();
		return null;
	}

	private void send() {
		Subscription states = this.subscription;
		if (states == null || this.over) {
			return;
		}
		// Before the last look at what is pending, so that nothing can come in between.
		boolean ended = states.isEnded();
		while (this.observer.isReady() && !this.over) {
			Stock stock = states.poll();
			if (stock != null) {
				this.observer.onNext(this.responses.of(stock));
			}
			else if (ended) {
				end();
			}
			else {
				return;
			}
		}
	}

	private void end() {
		this.over = true;
		leave();
		this.observer.onError(Fault.shuttingDown("the server is stopping; watch again").status());
	}

	private void leave() {
		Subscription states = this.subscription;
		if (states != null) {
			states.close();
		}
		this.streams.leave(this.turn);
	}

}
