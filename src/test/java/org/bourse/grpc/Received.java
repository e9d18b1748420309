package org.bourse.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ManagedChannel;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.jspecify.annotations.Nullable;

/**
 * A call that stays open, with what a client has received of it. It reads as many
 * messages as it is asked to.
 */
final class Received<Q, R> extends ClientCall.Listener<R> {

	private static final int SECONDS = 30;

	private final ClientCall<Q, R> call;

	private final BlockingQueue<R> messages = new LinkedBlockingQueue<>();

	private final CountDownLatch headers = new CountDownLatch(1);

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile @Nullable StatusRuntimeException end;

	Received(ManagedChannel channel, MethodDescriptor<Q, R> method, int read) {
		this.call = channel.newCall(method, CallOptions.DEFAULT);
		this.call.start(this, new Metadata());
		if (read > 0) {
			this.call.request(read);
		}
	}

	Received<Q, R> send(Q request) {
		this.call.sendMessage(request);
		return this;
	}

	Received<Q, R> halfClose() {
		this.call.halfClose();
		return this;
	}

	void read(int messages) {
		this.call.request(messages);
	}

	void cancel() {
		this.call.cancel("the client has enough", null);
	}

	R next() throws InterruptedException {
		R message = this.messages.poll(SECONDS, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("no message, end: " + this.end);
		}
		return message;
	}

	List<R> next(int count) throws InterruptedException {
		List<R> next = new ArrayList<>();
		while (next.size() < count) {
			next.add(next());
		}
		return next;
	}

	/** What has come and was not taken. */
	List<R> rest() {
		List<R> rest = new ArrayList<>();
		this.messages.drainTo(rest);
		return rest;
	}

	Received<Q, R> awaitHeaders() throws InterruptedException {
		if (!this.headers.await(SECONDS, TimeUnit.SECONDS)) {
			throw new AssertionError("no headers");
		}
		return this;
	}

	/** Code, reason and message with which the call ended. */
	String end() throws InterruptedException, InvalidProtocolBufferException {
		if (!this.closed.await(SECONDS, TimeUnit.SECONDS)) {
			throw new AssertionError("the call has not ended");
		}
		StatusRuntimeException status = this.end;
		if (status == null) {
			return "OK";
		}
		com.google.rpc.Status details = StatusProto.fromThrowable(status);
		String reason = "";
		for (Any detail : details.getDetailsList()) {
			if (detail.is(ErrorInfo.class)) {
				reason += " " + detail.unpack(ErrorInfo.class).getReason();
			}
		}
		return status.getStatus().getCode() + reason + ": " + status.getStatus().getDescription();
	}

	@Override
	public void onHeaders(Metadata headers) {
		this.headers.countDown();
	}

	@Override
	public void onMessage(R message) {
		this.messages.add(message);
	}

	@Override
	public void onClose(Status status, Metadata trailers) {
		if (!status.isOk()) {
			this.end = status.asRuntimeException(trailers);
		}
		this.closed.countDown();
	}

}
