package org.bourse.client;

import java.time.Duration;

import org.bourse.log.Durations;

/**
 * Updates that are tried until there is an answer, ever more slowly: a price that may
 * have been applied may be sent again. An outage is told when it begins, once a minute,
 * and when it ends.
 */
final class PersistentUpdates {

	private static final long TELL_EVERY = Duration.ofMinutes(1).toNanos();

	private final StockClient client;

	private final Timeline timeline;

	private final Console console;

	PersistentUpdates(StockClient client, Timeline timeline, Console console) {
		this.client = client;
		this.timeline = timeline;
		this.console = console;
	}

	/**
	 * @throws ClientException if trying again will not help
	 */
	Quote update(Tick tick) throws InterruptedException {
		try {
			return this.client.update(tick.symbol(), tick.price());
		}
		catch (ClientException ex) {
			return updateAgain(tick, ex);
		}
	}

	private Quote updateAgain(Tick tick, ClientException first) throws InterruptedException {
		ClientException failure = first;
		BackOff backOff = new BackOff();
		long told = this.timeline.nanos() - TELL_EVERY;
		while (failure.mayPass()) {
			Duration delay = backOff.next();
			if (this.timeline.nanos() - told >= TELL_EVERY) {
				told = this.timeline.nanos();
				this.console
					.message("price-updater: " + failure.getMessage() + "; trying again in " + Durations.text(delay));
			}
			this.timeline.sleep(delay.toNanos());
			try {
				Quote quote = this.client.update(tick.symbol(), tick.price());
				this.console.message("price-updater: the server is back");
				return quote;
			}
			catch (ClientException ex) {
				failure = ex;
			}
		}
		throw failure;
	}

}
