package org.bourse.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.bourse.history.ServerAddress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that is killed and started again. Its clients follow it by its address.
 */
final class Victim implements AutoCloseable {

	/** On two cores a start takes some 4 s. */
	private static final int LONGEST_START_MILLIS = 4500;

	private static final int LONGEST_TRADING_MILLIS = 1500;

	private static final int LONGEST_STOP_MILLIS = 500;

	/** As the shell tells of SIGTERM. */
	private static final int TERMINATED = 143;

	/** When it is killed. */
	enum Moment {

		UNDER_LOAD, DURING_STOP, DURING_START

	}

	private final Path folder;

	private final String store;

	private final ServerAddress address;

	private final Random random;

	private BourseProcess process;

	Victim(Path folder, String store, ServerAddress address, Random random) {
		this.folder = folder;
		this.store = store;
		this.address = address;
		this.random = random;
	}

	boolean isRunning() {
		return this.process != null;
	}

	/** Does not wait until it is open. */
	void start(List<String> listings) throws IOException {
		List<String> settings = new ArrayList<>(listings);
		settings.add("--bourse.store.url=" + this.store);
		settings.add("--bourse.store.node=" + this.address.name());
		this.process = BourseProcess.startServer(this.folder, settings.toArray(String[]::new));
	}

	void open() {
		this.process.awaitOpen();
		this.address.opened(Integer.parseInt(this.process.socketPort()));
	}

	/** Kills it, which has been started, at a random time about that moment. */
	void kill(Moment moment) throws Exception {
		switch (moment) {
			case UNDER_LOAD -> {
				open();
				passUpTo(LONGEST_TRADING_MILLIS);
			}
			case DURING_STOP -> {
				open();
				passUpTo(LONGEST_TRADING_MILLIS);
				this.process.signal("TERM");
				this.process.hasEndedWithin(Duration.ofMillis(this.random.nextInt(LONGEST_STOP_MILLIS)));
			}
			case DURING_START -> passUpTo(LONGEST_START_MILLIS);
		}
		this.process.close();
		bury();
	}

	private void passUpTo(int millis) throws InterruptedException {
		boolean ended = this.process.hasEndedWithin(Duration.ofMillis(this.random.nextInt(millis)));
		assertThat(ended).as(() -> "ended by itself: " + this.process.out() + this.process.err()).isFalse();
	}

	private void bury() {
		this.address.gone();
		assertThat(this.process.out().lines().filter((line) -> line.contains(" ERROR "))).isEmpty();
		assertThat(this.process.err()).isEmpty();
		this.process = null;
	}

	/** Lets it end in peace. */
	void stop() throws Exception {
		this.process.signal("TERM");
		assertThat(this.process.await60().exitCode()).isEqualTo(TERMINATED);
		bury();
	}

	@Override
	public void close() {
		if (this.process != null) {
			this.process.close();
		}
	}

}
