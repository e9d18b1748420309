package org.bourse.client;

import java.util.List;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Keeps prices moving: a random company gets a price within its own range, again and
 * again, or a file of prices is replayed. Survives restarts of the server.
 */
@Component
@Profile("price-updater")
@EnableConfigurationProperties(PriceUpdaterProperties.class)
@Command(name = "price-updater", sortOptions = false,
		description = "Gives a random company a price within its own range, again and again until Ctrl-C, "
				+ "or replays a file of prices.",
		footer = "Companies and ranges: bourse.price-updater.companies in application-price-updater.yml.")
final class PriceUpdaterProgram implements Program {

	private final StockClients clients;

	private final List<Company> companies;

	@Mixin
	private TickOptions ticks = new TickOptions();

	@Option(names = "--count", paramLabel = "N",
			description = "ends after so many updates (default: never, or with the file)")
	private @Nullable Long count;

	@Mixin
	private DoorOptions door = new DoorOptions();

	PriceUpdaterProgram(StockClients clients, PriceUpdaterProperties properties) {
		this.clients = clients;
		this.companies = properties.checkedCompanies();
	}

	@Override
	public ExitCode run(Console console) throws InterruptedException {
		if (this.count != null && this.count < 1) {
			throw new ClientException(ExitCode.USAGE, "--count must be 1 or more; it is " + this.count);
		}
		try (StockClient client = this.door.connect(this.clients);
				TickSource source = this.ticks.open(this.companies, Timeline.REAL, console)) {
			update(new PersistentUpdates(client, Timeline.REAL, console), source, console);
			return ExitCode.DONE;
		}
	}

	private void update(PersistentUpdates updates, TickSource source, Console console) throws InterruptedException {
		long done = 0;
		while (this.count == null || done < this.count) {
			Tick tick = source.next();
			if (tick == null) {
				return;
			}
			try {
				console.answer(updates.update(tick), this.door.json());
				done++;
			}
			catch (ClientException ex) {
				if (ex.exitCode() != ExitCode.UNKNOWN_STOCK || !source.leaveOut(tick.symbol())) {
					throw ex;
				}
				console.message("price-updater: " + ex.getMessage() + ", it is left out from now on");
			}
		}
	}

}
