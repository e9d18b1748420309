package org.bourse.client;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * How made up prices move. All of fixed seeds, so nothing here is left to chance.
 */
class PriceModelTest {

	private static final int STEPS = 100_000;

	static Stream<Arguments> modelsAndRanges() {
		List<PriceModel.Factory> models = List.of(UniformModel::new, WalkModel::new, GbmModel::new);
		List<Company> companies = List.of(company("10", "25"), company("7", "7"), company("0.0001", "0.0001"),
				company("0.0001", "0.0002"), company("0.0001", "1000000000"), company("999999999.9999", "1000000000"),
				new Company(new Symbol("Wild"), Price.parse("10"), Price.parse("10.05"), 1, 1, 1),
				new Company(new Symbol("Wild"), Price.parse("10"), Price.parse("10.05"), 1, -1, 1),
				new Company(new Symbol("Tame"), Price.parse("10"), Price.parse("11"), 1e-9, 0, 0));
		return models.stream().flatMap((model) -> companies.stream().map((company) -> Arguments.of(model, company)));
	}

	@ParameterizedTest
	@MethodSource("modelsAndRanges")
	void noPriceLeavesItsRange(PriceModel.Factory factory, Company company) {
		PriceModel model = factory.create(company, new SplittableRandom(7));
		for (int i = 0; i < STEPS; i++) {
			assertThat(model.next()).isBetween(company.min(), company.max());
		}
	}

	@Test
	void theUniformModelTakesEveryCentOfItsRange() {
		PriceModel model = new UniformModel(company("10", "10.05"), new SplittableRandom(7));
		assertThat(prices(model, 1000)).containsOnly("10", "10.01", "10.02", "10.03", "10.04", "10.05");
	}

	@Test
	void noStepOfTheWalkIsLongerThanItsShareOfTheRange() {
		Company company = company("10", "20");
		PriceModel model = new WalkModel(company, new SplittableRandom(7));
		Price least = company.middle();
		Price greatest = company.middle();
		long longest = 0;
		Price before = company.middle();
		for (int i = 0; i < STEPS; i++) {
			Price price = model.next();
			longest = Math.max(longest, Math.abs(price.tenThousandths() - before.tenThousandths()));
			least = (price.compareTo(least) < 0) ? price : least;
			greatest = (price.compareTo(greatest) > 0) ? price : greatest;
			before = price;
		}
		assertThat(new Price(longest)).isEqualTo(Price.parse("0.5"));
		assertThat(least).isBetween(Price.parse("10"), Price.parse("10.01"));
		assertThat(greatest).isBetween(Price.parse("19.99"), Price.parse("20"));
	}

	@Test
	void theWalkIsAsOftenInOnePartOfItsRangeAsInAnother() {
		PriceModel model = new WalkModel(company("10", "20"), new SplittableRandom(7));
		int[] visits = new int[10];
		for (int i = 0; i < 10 * STEPS; i++) {
			visits[(int) Math.min(9, model.next().tenThousandths() / 10_000 - 10)]++;
		}
		assertThat(IntStream.of(visits).boxed())
			.allSatisfy((count) -> assertThat(count).isCloseTo(STEPS, within(STEPS / 10)));
	}

	@Test
	void aWalkInARangeOfOneStepStillMoves() {
		PriceModel model = new WalkModel(company("0.0001", "0.0002"), new SplittableRandom(7));
		assertThat(prices(model, 100)).containsOnly("0.0001", "0.0002");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0.01", "0.001, 0.02", "-0.002, 0.005" })
	void logarithmicReturnsOfGeometricBrownianMotionHaveTheirMeanAndVariance(double drift, double volatility) {
		// So wide that none of the short runs comes to its end, and rounding is nothing.
		Company company = new Company(new Symbol("A"), Price.MIN, Price.MAX, 1, drift, volatility);
		SplittableRandom random = new SplittableRandom(7);
		int runs = 2000;
		int steps = 50;
		double sum = 0;
		double squares = 0;
		for (int run = 0; run < runs; run++) {
			PriceModel model = new GbmModel(company, random.split());
			Price before = company.middle();
			for (int i = 0; i < steps; i++) {
				Price price = model.next();
				double logReturn = Math.log((double) price.tenThousandths() / before.tenThousandths());
				sum += logReturn;
				squares += logReturn * logReturn;
				before = price;
			}
		}
		double count = (double) runs * steps;
		double mean = sum / count;
		double variance = squares / count - mean * mean;
		double standardError = volatility / Math.sqrt(count);
		assertThat(mean).isCloseTo(drift - volatility * volatility / 2, within(3 * standardError));
		assertThat(variance / (volatility * volatility)).isCloseTo(1, within(3 * Math.sqrt(2 / count)));
	}

	@Test
	void withoutVolatilityAPriceGrowsByItsDrift() {
		Company company = new Company(new Symbol("A"), Price.parse("1"), Price.parse("199"), 1, Math.log(1.1), 0);
		PriceModel model = new GbmModel(company, new SplittableRandom(7));
		assertThat(prices(model, 8)).containsExactly("110", "121", "133.1", "146.41", "161.051", "177.1561", "194.8717",
				"184.7416");
	}

	/** The same on every Java and every machine. */
	@Test
	void aSeedMakesThesePrices() {
		Company company = company("10", "25");
		assertThat(Stream.<PriceModel.Factory>of(UniformModel::new, WalkModel::new, GbmModel::new)
			.map((model) -> prices(model.create(company, new SplittableRandom(7)), 5)))
			.containsExactly(List.of("10.78", "16.53", "24.52", "16.7", "10.22"),
					List.of("18.2169", "18.3802", "17.7856", "17.1071", "17.1445"),
					List.of("17.6225", "17.636", "17.5198", "17.373", "17.5099"));
	}

	private static List<String> prices(PriceModel model, int count) {
		return IntStream.range(0, count).mapToObj((i) -> model.next().toString()).toList();
	}

	private static Company company(String min, String max) {
		return new Company(new Symbol("A"), Price.parse(min), Price.parse(max), 0.05, 0, 0.01);
	}

}
