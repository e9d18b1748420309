package org.bourse.client;

import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Price;

/**
 * Any price of the range with the same chance, whatever the one before it was.
 */
final class UniformModel implements PriceModel {

	/** Prices lie whole cents above the least one. */
	private static final long CENT = 100;

	private final RandomGenerator random;

	private final long min;

	/** How many cents the range is wide. */
	private final long width;

	UniformModel(Company company, RandomGenerator random) {
		this.random = random;
		this.min = company.min().tenThousandths();
		this.width = (company.max().tenThousandths() - this.min) / CENT;
	}

	@Override
	public Price next() {
		return new Price(this.min + CENT * this.random.nextLong(this.width + 1));
	}

}
