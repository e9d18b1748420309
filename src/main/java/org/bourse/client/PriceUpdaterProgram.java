package org.bourse.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Price;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Gives a random company a random price within its own range, again and again at random
 * intervals. Survives restarts of the server.
 */
@Component
@Profile("price-updater")
@EnableConfigurationProperties(PriceUpdaterProperties.class)
@Command(name = "price-updater", sortOptions = false,
		description = "Gives a random company a random price within its own range, again and again until Ctrl-C.",
		footer = "Companies and ranges: bourse.price-updater.companies in application-price-updater.yml.")
final class PriceUpdaterProgram implements Program {

	private static final Duration MAX_INTERVAL = Duration.ofDays(1);

	private static final Duration FIRST_BACK_OFF = Duration.ofMillis(500);

	private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

	private final StockClients clients;

	private final List<Company> companies;

	@Option(names = "--interval-max", paramLabel = "DURATION", defaultValue = "10s",
			description = "the longest time between two updates, such as 10s or 500ms (default: ${DEFAULT-VALUE})")
	private Duration intervalMax = Duration.ofSeconds(10);

	@Option(names = "--seed", paramLabel = "N", description = "makes the same prices again (default: a random one)")
	private @Nullable Long seed;

	@Option(names = "--count", paramLabel = "N", description = "ends after so many updates (default: never)")
	private @Nullable Long count;

	@Option(names = "--model", paramLabel = "uniform", defaultValue = "uniform",
			description = "how prices are made up (default: ${DEFAULT-VALUE})")
	private PriceModel model = PriceModel.uniform;

	@Mixin
	private DoorOptions door = new DoorOptions();

	PriceUpdaterProgram(StockClients clients, PriceUpdaterProperties properties) {
		this.clients = clients;
		this.companies = new ArrayList<>(properties.checkedCompanies());
	}

	@Override
	public ExitCode run(Console console) throws InterruptedException {
		if (this.intervalMax.isNegative() || this.intervalMax.compareTo(MAX_INTERVAL) > 0) {
			throw new ClientException(ExitCode.USAGE,
					"--interval-max must be from 0 to 1d; it is " + this.intervalMax.toMillis() + " ms");
		}
		if (this.count != null && this.count < 1) {
			throw new ClientException(ExitCode.USAGE, "--count must be 1 or more; it is " + this.count);
		}
		long usedSeed = (this.seed != null) ? this.seed : System.nanoTime();
		console.message("price-updater: seed " + usedSeed);
		RandomGenerator random = new SplittableRandom(usedSeed);
		try (StockClient client = this.door.connect(this.clients)) {
			for (long done = 0; this.count == null || done < this.count; done++) {
				if (done > 0) {
					pause(random.nextLong(this.intervalMax.toNanos() + 1));
				}
				updateOne(client, random, console);
			}
			return ExitCode.DONE;
		}
	}

	private void updateOne(StockClient client, RandomGenerator random, Console console) throws InterruptedException {
		while (true) {
			Company company = this.companies.get(random.nextInt(this.companies.size()));
			Price price = this.model.next(company, random);
			try {
				console.answer(updated(client, company, price, console), this.door.json());
				return;
			}
			catch (ClientException ex) {
				if (ex.exitCode() != ExitCode.UNKNOWN_STOCK || this.companies.size() == 1) {
					throw ex;
				}
				console.message("price-updater: " + ex.getMessage() + ", it is left out from now on");
				this.companies.remove(company);
			}
		}
	}

	/**
	 * Tries until there is an answer: the price of an update that may have been applied
	 * may be sent again.
	 */
	private Quote updated(StockClient client, Company company, Price price, Console console)
			throws InterruptedException {
		Duration backOff = FIRST_BACK_OFF;
		boolean failed = false;
		while (true) {
			try {
				Quote quote = client.update(company.symbol(), price);
				if (failed) {
					console.message("price-updater: the server is back");
				}
				return quote;
			}
			catch (ClientException ex) {
				if (ex.exitCode() != ExitCode.UNAVAILABLE && ex.exitCode() != ExitCode.BUSY) {
					throw ex;
				}
				console
					.message("price-updater: " + ex.getMessage() + "; trying again in " + backOff.toMillis() + " ms");
				failed = true;
				pause(backOff.toNanos());
				backOff = backOff.multipliedBy(2);
				if (backOff.compareTo(LONGEST_BACK_OFF) > 0) {
					backOff = LONGEST_BACK_OFF;
				}
			}
		}
	}

	private static void pause(long nanos) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(nanos);
	}

}
