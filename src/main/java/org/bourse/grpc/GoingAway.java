package org.bourse.grpc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.grpc.Server;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/**
 * The stop of the gRPC door in steps: Boot's server closes its listener and waits for
 * open calls in one, up to its grace period, and nobody could tell streams to end in
 * between.
 */
final class GoingAway implements ApplicationListener<GrpcServerStartedEvent>, SmartLifecycle {

	private final ObjectProvider<GrpcServerLifecycle> lifecycle;

	private final Streams streams;

	private final OtherStreams others;

	private final Duration grace;

	private volatile @Nullable Server server;

	/** Streams that did not end in time. */
	private volatile int cutOff;

	/**
	 * @param grace how long calls have to end
	 */
	GoingAway(ObjectProvider<GrpcServerLifecycle> lifecycle, Streams streams, OtherStreams others, Duration grace) {
		this.lifecycle = lifecycle;
		this.streams = streams;
		this.others = others;
		this.grace = grace;
	}

	@Override
	public void onApplicationEvent(GrpcServerStartedEvent event) {
		this.server = event.getServer();
	}

	/** No new connections; clients are told to make their next calls elsewhere. */
	void closeListener() {
		Server open = this.server;
		if (open != null) {
			open.shutdown();
		}
	}

	/** Tells all streams to end, and takes no more. */
	void endStreams() {
		this.streams.close();
		this.others.close();
	}

	int openStreams() {
		return this.streams.count() + this.others.count();
	}

	int cutOff() {
		return this.cutOff;
	}

	@Override
	public void start() {
		// The server has a lifecycle of its own.
	}

	/** Waits for open calls, and cuts off those that do not end. */
	@Override
	public void stop() {
		Server open = this.server;
		if (open == null) {
			return;
		}
		try {
			open.shutdown().awaitTermination(this.grace.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.cutOff = openStreams();
		open.shutdownNow();
		this.server = null;
		this.lifecycle.ifAvailable(GrpcServerLifecycle::stop);
	}

	@Override
	public boolean isRunning() {
		return this.server != null;
	}

}
