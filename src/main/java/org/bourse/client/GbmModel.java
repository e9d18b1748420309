package org.bourse.client;

import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Price;

/**
 * Geometric Brownian motion from the middle of the range on, whose logarithm is reflected
 * at the ends of the range. One update is the unit of time: unless it is reflected, the
 * logarithm of a price over the one before it is normally distributed, with mean
 * {@code drift - volatility² / 2} and standard deviation {@code volatility}.
 */
final class GbmModel implements PriceModel {

	private final RandomGenerator random;

	private final Company company;

	/** Of ten-thousandths, as are all logarithms here. */
	private final double logMin;

	private final double logWidth;

	private final double mean;

	/** Not rounded: a price moves also if its steps are less than a ten-thousandth. */
	private double logPrice;

	GbmModel(Company company, RandomGenerator random) {
		this.random = random;
		this.company = company;
		this.logMin = log(company.min());
		this.logWidth = log(company.max()) - this.logMin;
		this.mean = company.drift() - company.volatility() * company.volatility() / 2;
		this.logPrice = log(company.middle());
	}

	@Override
	public Price next() {
		this.logPrice = reflected(this.logPrice + this.mean + this.company.volatility() * this.random.nextGaussian());
		// rint is HALF_EVEN, and exact: ten-thousandths are less than 2^53.
		return this.company.clamp((long) Math.rint(StrictMath.exp(this.logPrice)));
	}

	/** As often as it takes: a wild price may jump over its whole range. */
	private double reflected(double logPrice) {
		if (this.logWidth == 0) {
			return this.logMin;
		}
		double above = (logPrice - this.logMin) % (2 * this.logWidth);
		if (above < 0) {
			above += 2 * this.logWidth;
		}
		return this.logMin + Math.min(above, 2 * this.logWidth - above);
	}

	/** Strict: a seed makes the same prices on every machine. */
	private static double log(Price price) {
		return StrictMath.log(price.tenThousandths());
	}

}
