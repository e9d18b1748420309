package org.bourse.client.bench;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.bourse.client.bench.GrpcWire.Rpc;
import org.bourse.client.bench.RequestMix.Request;
import org.bourse.domain.Symbol;
import org.bourse.resp.RequestEncoder;

/**
 * Makes the load of one measurement after the other, and gathers what came of it. For the
 * program's thread, which never waits without a limit.
 */
final class Load {

	private static final long TICK_MILLIS = 100;

	/** After which a method is compiled as well as it will be. */
	private static final long WARM_ANSWERS = 100_000;

	private static final int WARM_UPS_OF_A_KIND = 10;

	private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(5);

	/**
	 * Mostly the same code, which is warm by then, and never a hundred thousand answers.
	 */
	private static final Duration LONGEST_WARM_UP_OF_NEW = Duration.ofMillis(1500);

	/** For what is in flight when the user does not want to wait any longer. */
	private static final long LAST_WORDS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private static final long CLOSING_SECONDS = 5;

	private final LoadThreads threads;

	private final Targets targets;

	private final int stocks;

	private final long seed;

	private final byte[][] socketRequests;

	private final List<Rpc<?, ?>> grpcRequests;

	Load(LoadThreads threads, Targets targets, List<Symbol> stocks, long seed) {
		this.threads = threads;
		this.targets = targets;
		this.stocks = stocks.size();
		this.seed = seed;
		List<Request> requests = RequestMix.requests(stocks);
		this.socketRequests = requests.stream().map(Load::encoded).toArray(byte[][]::new);
		this.grpcRequests = GrpcRequests.of(requests);
	}

	private static byte[] encoded(Request request) {
		String symbol = request.stock().value();
		return (request.side() == null) ? RequestEncoder.encode("LOOKUP", symbol)
				: RequestEncoder.encode("TRADE", symbol, "1", request.side().name());
	}

	/**
	 * Makes the same load until the compilers of both sides have had enough to see, for
	 * some times the warm-up of a measurement at most. Without that the first of a kind
	 * would be told slower than the next.
	 */
	Result.End warmUp(Measurement kind, Consumer<Long> progress) {
		Duration longest = longestWarmUp(kind);
		if (longest.isZero()) {
			return Result.End.COMPLETE;
		}
		return run(kind.lasting(Duration.ZERO, longest), WARM_ANSWERS, progress).end();
	}

	static Duration longestWarmUp(Measurement kind) {
		Duration longest = kind.warmUp().multipliedBy(WARM_UPS_OF_A_KIND);
		Duration limit = (kind.connections() == Connections.NEW) ? LONGEST_WARM_UP_OF_NEW : LONGEST_WARM_UP;
		return (longest.compareTo(limit) < 0) ? longest : limit;
	}

	/**
	 * Measures. When the thread is interrupted it ends early.
	 * @param progress is told the nanoseconds since the beginning, now and then
	 */
	Result run(Measurement measurement, Consumer<Long> progress) {
		return run(measurement, Long.MAX_VALUE, progress);
	}

	private Result run(Measurement measurement, long enoughAnswers, Consumer<Long> progress) {
		long origin = System.nanoTime();
		LongSupplier clock = () -> System.nanoTime() - origin;
		Window window = new Window(measurement.warmUp().toNanos(), measurement.length().toNanos());
		CountDownLatch working = new CountDownLatch(measurement.clients());
		List<Crew> crews = crews(measurement, window, clock, working);
		crews.forEach(Crew::begin);
		Result.End end = await(working, window, clock, crews, enoughAnswers, progress);
		List<Future<?>> ends = new ArrayList<>();
		crews.forEach((crew) -> ends.add(crew.end(end == Result.End.INTERRUPTED)));
		ends.forEach((ending) -> ending.awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS));
		Histogram latencies = Tally.emptyHistogram();
		Map<Outcome, Long> outcomes = Tally.noOutcomes();
		crews.forEach((crew) -> crew.tally().addTo(latencies, outcomes));
		long answersInTime = crews.stream().mapToLong((crew) -> crew.tally().answersInTime()).sum();
		return new Result(measurement, window.nanos(), answersInTime, latencies, outcomes, end);
	}

	private List<Crew> crews(Measurement measurement, Window window, LongSupplier clock, CountDownLatch working) {
		List<Crew> crews = new ArrayList<>();
		List<EventLoop> loops = this.threads.loops();
		loops.forEach((loop) -> crews.add(new Crew(loop, new Tally(window), clock)));
		SplittableRandom random = new SplittableRandom(this.seed);
		for (int i = 0; i < measurement.clients(); i++) {
			Crew crew = crews.get(i % crews.size());
			RequestMix mix = new RequestMix(measurement.scenario(), this.stocks, random.split());
			crew.add(schedule(measurement, window, i), mix, measurement.pipeline(), wire(measurement, crew.loop()),
					working::countDown);
		}
		return crews;
	}

	/** In an open loop clients take turns, at even intervals. */
	private static Schedule schedule(Measurement measurement, Window window, int client) {
		if (measurement.ratePerSecond() == null) {
			return new Schedule.AtOnce(window);
		}
		double interval = TimeUnit.SECONDS.toNanos(1) / measurement.ratePerSecond();
		return new Schedule.ByTheClock(window, client * interval, measurement.clients() * interval);
	}

	private Wire wire(Measurement measurement, EventLoop loop) {
		InetSocketAddress address = this.targets.address(measurement.via());
		return switch (measurement.via()) {
			case socket -> new SocketWire(loop, address, this.targets.credentials(), this.socketRequests,
					measurement.connections(), measurement.pipeline());
			case grpc ->
				new GrpcWire(loop, address, this.targets.credentials(), this.grpcRequests, measurement.connections());
		};
	}

	/** Waits until all clients are done, or nothing is to be hoped for. */
	private static Result.End await(CountDownLatch working, Window window, LongSupplier clock, List<Crew> crews,
			long enoughAnswers, Consumer<Long> progress) {
		try {
			while (!working.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
				long now = clock.getAsLong();
				progress.accept(now);
				if (now > window.until() + LoadClient.PATIENCE_NANOS) {
					break;
				}
				if (crews.stream().mapToLong((crew) -> crew.tally().answers()).sum() >= enoughAnswers) {
					window.end(now);
				}
				if (isServerGone(crews, now)) {
					window.end(now);
					return Result.End.SERVER_GONE;
				}
			}
			return Result.End.COMPLETE;
		}
		catch (InterruptedException ex) {
			window.end(clock.getAsLong());
			awaitLastAnswers(working);
			return Result.End.INTERRUPTED;
		}
	}

	private static void awaitLastAnswers(CountDownLatch working) {
		try {
			working.await(LAST_WORDS_NANOS, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// Somebody is in a hurry, and is told what there is.
		}
	}

	/** Whether requests fail, and none was answered for long. */
	private static boolean isServerGone(List<Crew> crews, long now) {
		long lastAnswer = crews.stream().mapToLong((crew) -> crew.tally().lastAnswer()).max().orElse(0);
		long lastFailure = crews.stream().mapToLong((crew) -> crew.tally().lastFailure()).max().orElse(0);
		return lastFailure > lastAnswer && now - lastAnswer > LoadClient.PATIENCE_NANOS;
	}

}
