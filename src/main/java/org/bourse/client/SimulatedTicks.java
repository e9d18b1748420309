package org.bourse.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Symbol;

/**
 * A random company gets the next price of its model, again and again, for ever. The
 * choice of companies, the intervals and each company's prices have random streams of
 * their own, all of one seed: intervals change no price, and one company's prices do not
 * depend on how often others have their turn.
 */
final class SimulatedTicks implements TickSource {

	private final List<Symbol> symbols = new ArrayList<>();

	private final Map<Symbol, PriceModel> models = new HashMap<>();

	private final RandomGenerator choice;

	private final RandomGenerator intervals;

	private final ToLongFunction<RandomGenerator> interval;

	private final Timeline timeline;

	private boolean begun;

	/**
	 * @param interval makes the nanoseconds between one tick and the next
	 */
	SimulatedTicks(List<Company> companies, PriceModel.Factory factory, long seed,
			ToLongFunction<RandomGenerator> interval, Timeline timeline) {
		SplittableRandom root = new SplittableRandom(seed);
		this.choice = root.split();
		this.intervals = root.split();
		for (Company company : companies) {
			this.symbols.add(company.symbol());
			this.models.put(company.symbol(), factory.create(company, root.split()));
		}
		this.interval = interval;
		this.timeline = timeline;
	}

	@Override
	public Tick next() throws InterruptedException {
		if (this.begun) {
			this.timeline.sleep(this.interval.applyAsLong(this.intervals));
		}
		this.begun = true;
		Symbol symbol = this.symbols.get(this.choice.nextInt(this.symbols.size()));
		return new Tick(symbol, this.models.get(symbol).next());
	}

	@Override
	public boolean leaveOut(Symbol symbol) {
		this.symbols.remove(symbol);
		return !this.symbols.isEmpty();
	}

	@Override
	public void close() {
		// Nothing is open.
	}

}
