package org.bourse.client;

import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Price;

/**
 * How the price updater makes up prices. In lower case, as it is typed.
 */
enum PriceModel {

	/** Any price of the company's range with the same chance. */
	uniform {

		@Override
		Price next(Company company, RandomGenerator random) {
			long min = company.min().tenThousandths();
			long steps = (company.max().tenThousandths() - min) / CENT;
			return new Price(min + CENT * random.nextLong(steps + 1));
		}

	};

	/** Prices lie whole cents above the least one. */
	private static final long CENT = 100;

	/** A price within the company's range, both ends included. */
	abstract Price next(Company company, RandomGenerator random);

}
