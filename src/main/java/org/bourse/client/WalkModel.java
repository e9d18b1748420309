package org.bourse.client;

import java.util.random.RandomGenerator;

import org.bourse.client.PriceUpdaterProperties.Company;
import org.bourse.domain.Price;

/**
 * A bounded random walk: steps up or down, each size with the same chance, from the
 * middle of the range on, reflected at its ends.
 */
final class WalkModel implements PriceModel {

	private final RandomGenerator random;

	private final long min;

	private final long max;

	private final long longestStep;

	private long tenThousandths;

	WalkModel(Company company, RandomGenerator random) {
		this.random = random;
		this.min = company.min().tenThousandths();
		this.max = company.max().tenThousandths();
		long width = this.max - this.min;
		// However small the share, a price that can move does.
		this.longestStep = Math.min(width, Math.max(1, Math.round(company.step() * width)));
		this.tenThousandths = company.middle().tenThousandths();
	}

	@Override
	public Price next() {
		long step = this.random.nextLong(-this.longestStep, this.longestStep + 1);
		this.tenThousandths = reflected(this.tenThousandths + step);
		return new Price(this.tenThousandths);
	}

	/** Once is enough: no step is longer than the range is wide. */
	private long reflected(long value) {
		if (value < this.min) {
			return 2 * this.min - value;
		}
		return (value > this.max) ? 2 * this.max - value : value;
	}

}
