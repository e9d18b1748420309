package org.bourse.client;

import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Price;

/**
 * How the price of one company moves. For one thread.
 */
interface PriceModel {

	/** The next price, within the company's range, both ends included. */
	Price next();

	/**
	 * Makes the model of one company.
	 */
	interface Factory {

		/**
		 * @param random for this model alone
		 */
		PriceModel create(Company company, RandomGenerator random);

	}

}
