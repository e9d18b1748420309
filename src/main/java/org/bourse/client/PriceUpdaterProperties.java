package org.bourse.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.bourse.domain.InvalidValueException;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The price updater.
 *
 * @param companies the companies whose prices it makes up, at least one
 */
@ConfigurationProperties(prefix = "bourse.price-updater", ignoreUnknownFields = false)
record PriceUpdaterProperties(@DefaultValue List<Entry> companies) {

	private static final String COMPANIES = "bourse.price-updater.companies";

	PriceUpdaterProperties {
		if (companies.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(COMPANIES, "",
					"needs at least one company with symbol, min and max");
		}
		Set<Symbol> seen = new HashSet<>();
		for (int i = 0; i < companies.size(); i++) {
			String key = COMPANIES + "[" + i + "]";
			if (!seen.add(companies.get(i).checked(key).symbol())) {
				throw new InvalidConfigurationPropertyValueException(key + ".symbol", companies.get(i).symbol(),
						"this symbol is already in the list; remove one of the two");
			}
		}
	}

	List<Company> checkedCompanies() {
		return this.companies.stream().map((entry) -> entry.checked(COMPANIES)).toList();
	}

	/**
	 * A company as configured.
	 *
	 * @param symbol its stock's symbol
	 * @param min the least price, such as "10.00"
	 * @param max the greatest price
	 * @param step of the walk: the longest step, as a share of the range, more than 0 and
	 * at most 1
	 * @param drift of the geometric Brownian motion: the expected logarithmic growth of
	 * one update, -1 to 1
	 * @param volatility of the geometric Brownian motion: the standard deviation of the
	 * logarithmic return of one update, 0 to 1
	 */
	@ConfigurationPropertiesSource
	record Entry(@DefaultValue("") String symbol, @DefaultValue("") String min, @DefaultValue("") String max,
			@DefaultValue("0.05") double step, @DefaultValue("0") double drift,
			@DefaultValue("0.01") double volatility) {

		private Company checked(String key) {
			Price least = price(key + ".min", this.min);
			Price greatest = price(key + ".max", this.max);
			if (least.compareTo(greatest) > 0) {
				throw new InvalidConfigurationPropertyValueException(key + ".min", this.min,
						"min must not be more than max, which is " + this.max);
			}
			// Not a number is not in any range.
			if (!(this.step > 0 && this.step <= 1)) {
				throw new InvalidConfigurationPropertyValueException(key + ".step", this.step,
						"must be more than 0 and at most 1, such as 0.05 for a twentieth of the range");
			}
			if (!(Math.abs(this.drift) <= 1)) {
				throw new InvalidConfigurationPropertyValueException(key + ".drift", this.drift,
						"must be from -1 to 1, such as 0.0001 for one per ten thousand of each update");
			}
			if (!(this.volatility >= 0 && this.volatility <= 1)) {
				throw new InvalidConfigurationPropertyValueException(key + ".volatility", this.volatility,
						"must be from 0 to 1, such as 0.01 for one per cent of each update");
			}
			try {
				return new Company(new Symbol(this.symbol), least, greatest, this.step, this.drift, this.volatility);
			}
			catch (InvalidValueException ex) {
				throw new InvalidConfigurationPropertyValueException(key + ".symbol", this.symbol, ex.getMessage());
			}
		}

		private static Price price(String key, String text) {
			try {
				return Price.parse(text);
			}
			catch (InvalidValueException ex) {
				throw new InvalidConfigurationPropertyValueException(key, text, ex.getMessage());
			}
		}

	}

	/**
	 * A company, checked.
	 */
	record Company(Symbol symbol, Price min, Price max, double step, double drift, double volatility) {

		/** Where prices that move begin. */
		Price middle() {
			return new Price((this.min.tenThousandths() + this.max.tenThousandths()) / 2);
		}

		/** The price of the range that is nearest to so many ten-thousandths. */
		Price clamp(long tenThousandths) {
			return new Price(Math.max(this.min.tenThousandths(), Math.min(this.max.tenThousandths(), tenThousandths)));
		}

	}

}
