package org.bourse.client;

import java.util.List;

import org.bourse.domain.InvalidValueException;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;

import org.springframework.boot.context.properties.ConfigurationProperties;
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
		for (int i = 0; i < companies.size(); i++) {
			companies.get(i).checked(COMPANIES + "[" + i + "]");
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
	 */
	record Entry(@DefaultValue("") String symbol, @DefaultValue("") String min, @DefaultValue("") String max) {

		private Company checked(String key) {
			Price least = price(key + ".min", this.min);
			Price greatest = price(key + ".max", this.max);
			if (least.compareTo(greatest) > 0) {
				throw new InvalidConfigurationPropertyValueException(key + ".min", this.min,
						"min must not be more than max, which is " + this.max);
			}
			try {
				return new Company(new Symbol(this.symbol), least, greatest);
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
	record Company(Symbol symbol, Price min, Price max) {
	}

}
