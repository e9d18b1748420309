package org.bourse.client;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import org.bourse.client.TickFile.Row;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * The ticks of a file in its order, each at its own time after the first one. What is
 * late, as after an outage, is given at once. The file is read twice, so that its last
 * line is known to be good before the first is given, and its size does not matter.
 */
final class ReplayedTicks implements TickSource {

	private final Set<Symbol> symbols;

	private final TickFile file;

	private final Speed speed;

	private final Timeline timeline;

	private @Nullable Instant firstTime;

	private long begin;

	/**
	 * @throws ClientException if anything is wrong with the file
	 */
	ReplayedTicks(Path file, Speed speed, Timeline timeline) {
		this.symbols = TickFile.check(file);
		this.file = new TickFile(file);
		this.speed = speed;
		this.timeline = timeline;
	}

	@Override
	public @Nullable Tick next() throws InterruptedException {
		Row row = this.file.next();
		while (row != null && !this.symbols.contains(row.tick().symbol())) {
			row = this.file.next();
		}
		if (row == null) {
			return null;
		}
		await(row.time());
		return row.tick();
	}

	private void await(Instant time) throws InterruptedException {
		if (this.firstTime == null) {
			this.firstTime = time;
			this.begin = this.timeline.nanos();
		}
		long due = this.speed.nanos(Duration.between(this.firstTime, time));
		this.timeline.sleep(due - (this.timeline.nanos() - this.begin));
	}

	@Override
	public boolean leaveOut(Symbol symbol) {
		this.symbols.remove(symbol);
		return !this.symbols.isEmpty();
	}

	@Override
	public void close() {
		this.file.close();
	}

}
