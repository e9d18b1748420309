package org.bourse.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.log.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The price updater's options of where its prices come from, and when.
 */
final class TickOptions {

	private static final Duration DEFAULT_INTERVAL_MAX = Duration.ofSeconds(10);

	private static final Duration MAX_INTERVAL = Duration.ofDays(1);

	@Option(names = "--model", paramLabel = "uniform|walk|gbm|replay", defaultValue = "uniform",
			description = "where prices come from: anywhere in the range, a random walk, a geometric Brownian motion, "
					+ "or a file (default: ${DEFAULT-VALUE})")
	private Model model = Model.uniform;

	@Option(names = "--interval-max", paramLabel = "DURATION",
			description = "the longest of the random times between two updates, such as 10s or 500ms (default: 10s)")
	private @Nullable Duration intervalMax;

	@Option(names = "--interval", paramLabel = "DURATION", description = "always the same time between two updates")
	private @Nullable Duration interval;

	@Option(names = "--seed", paramLabel = "N", description = "makes the same prices again (default: a random one)")
	private @Nullable Long seed;

	@Option(names = "--file", paramLabel = "FILE",
			description = "replay: a CSV file with the header time,symbol,price; times are instants or seconds")
	private @Nullable Path file;

	@Option(names = "--speed", paramLabel = "N|max",
			description = "replay: how many seconds of the file pass in one (default: 1)")
	private @Nullable Speed speed;

	/**
	 * @throws ClientException if options contradict each other, or the file is no good
	 */
	TickSource open(List<Company> companies, Timeline timeline, Console console) {
		return switch (this.model) {
			case uniform -> simulated(UniformModel::new, companies, timeline, console);
			case walk -> simulated(WalkModel::new, companies, timeline, console);
			case gbm -> simulated(GbmModel::new, companies, timeline, console);
			case replay -> replayed(timeline);
		};
	}

	private TickSource simulated(PriceModel.Factory factory, List<Company> companies, Timeline timeline,
			Console console) {
		refuse("--file", this.file);
		refuse("--speed", this.speed);
		ToLongFunction<RandomGenerator> intervals = intervals();
		long usedSeed = (this.seed != null) ? this.seed : System.nanoTime();
		console.message("price-updater: seed " + usedSeed);
		return new SimulatedTicks(companies, factory, usedSeed, intervals, timeline);
	}

	private ToLongFunction<RandomGenerator> intervals() {
		if (this.interval != null) {
			if (this.intervalMax != null) {
				throw usage("--interval (fixed) and --interval-max (random) cannot both be given");
			}
			long nanos = nanos("--interval", this.interval);
			return (random) -> nanos;
		}
		long nanos = nanos("--interval-max", (this.intervalMax != null) ? this.intervalMax : DEFAULT_INTERVAL_MAX);
		return (random) -> random.nextLong(nanos + 1);
	}

	private static long nanos(String option, Duration interval) {
		if (interval.isNegative() || interval.compareTo(MAX_INTERVAL) > 0) {
			throw usage(option + " must be from 0 to 1d; it is " + Durations.text(interval));
		}
		return interval.toNanos();
	}

	private TickSource replayed(Timeline timeline) {
		refuse("--interval-max", this.intervalMax);
		refuse("--interval", this.interval);
		refuse("--seed", this.seed);
		if (this.file == null) {
			throw usage("--model=replay needs --file=FILE, a CSV file with the header time,symbol,price");
		}
		return new ReplayedTicks(this.file, (this.speed != null) ? this.speed : Speed.REAL, timeline);
	}

	private void refuse(String option, @Nullable Object value) {
		if (value != null) {
			throw usage(option + " cannot be used with --model=" + this.model);
		}
	}

	private static ClientException usage(String message) {
		return new ClientException(ExitCode.USAGE, message);
	}

	/**
	 * In lower case, as they are typed.
	 */
	enum Model {

		uniform, walk, gbm, replay

	}

}
