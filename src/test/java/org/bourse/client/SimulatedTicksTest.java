package org.bourse.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which company has its turn, and when.
 */
class SimulatedTicksTest {

	private static final ToLongFunction<RandomGenerator> FIXED = (random) -> 500;

	private static final ToLongFunction<RandomGenerator> RANDOM = (random) -> random.nextLong(1000);

	private final VirtualTimeline timeline = new VirtualTimeline();

	@Test
	void aSeedMakesTheSameTicksAgain() throws Exception {
		assertThat(ticks(source(7, FIXED))).isEqualTo(ticks(source(7, FIXED)));
		assertThat(ticks(source(7, FIXED))).isNotEqualTo(ticks(source(8, FIXED)));
	}

	@Test
	void intervalsChangeNoPrice() throws Exception {
		assertThat(ticks(source(7, RANDOM))).isEqualTo(ticks(source(7, FIXED)));
	}

	@Test
	void theFirstTickIsAtOnceAndTheOthersWaitTheirInterval() throws Exception {
		TickSource source = source(7, FIXED);
		source.next();
		assertThat(this.timeline.sleeps()).isEmpty();
		source.next();
		source.next();
		assertThat(this.timeline.sleeps()).containsExactly(500L, 500L);
	}

	@Test
	void everyCompanyHasItsTurnAndItsOwnRange() throws Exception {
		List<Tick> ticks = ticks(source(7, FIXED));
		assertThat(ticks).allSatisfy((tick) -> {
			Company company = companies().stream()
				.filter((one) -> one.symbol().equals(tick.symbol()))
				.findFirst()
				.get();
			assertThat(tick.price()).isBetween(company.min(), company.max());
		});
		assertThat(ticks.stream().map(Tick::symbol).distinct()).hasSize(3);
	}

	@Test
	void whatIsLeftOutHasNoTurnAnyMoreAndChangesNoOthersPrices() throws Exception {
		List<Tick> all = ticks(source(7, FIXED));
		TickSource source = source(7, FIXED);
		assertThat(source.leaveOut(new Symbol("B"))).isTrue();
		List<Tick> some = ticks(source);
		assertThat(some).noneMatch((tick) -> tick.symbol().equals(new Symbol("B")));
		assertThat(some.stream().filter((tick) -> tick.symbol().equals(new Symbol("A"))).limit(20))
			.containsExactlyElementsOf(
					all.stream().filter((tick) -> tick.symbol().equals(new Symbol("A"))).limit(20).toList());
		assertThat(source.leaveOut(new Symbol("A"))).isTrue();
		assertThat(source.leaveOut(new Symbol("C"))).isFalse();
	}

	private TickSource source(long seed, ToLongFunction<RandomGenerator> interval) {
		return new SimulatedTicks(companies(), WalkModel::new, seed, interval, this.timeline);
	}

	private static List<Company> companies() {
		return List.of(company("A", "10", "20"), company("B", "100", "200"), company("C", "1", "2"));
	}

	private static Company company(String symbol, String min, String max) {
		return new Company(new Symbol(symbol), Price.parse(min), Price.parse(max), 0.05, 0, 0.01);
	}

	private static List<Tick> ticks(TickSource source) throws InterruptedException {
		List<Tick> ticks = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			ticks.add(source.next());
		}
		return ticks;
	}

}
