package org.bourse.metrics;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * What is measured, as far as it can be chosen.
 *
 * @param maxStocks stocks that have meters of their own, the first by their symbols, 0 to
 * 10000; 0 for none. Each is four time series
 */
@ConfigurationProperties(prefix = "bourse.metrics", ignoreUnknownFields = false)
record MetricsProperties(@DefaultValue("100") int maxStocks) {

	MetricsProperties {
		if (maxStocks < 0 || maxStocks > 10_000) {
			throw new InvalidConfigurationPropertyValueException("bourse.metrics.max-stocks", maxStocks,
					"must be a whole number from 0 to 10000");
		}
	}

}
