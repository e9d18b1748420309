package org.bourse.store;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Which stocks the market starts with.
 *
 * @param maxVolume the volume limit of each stock that names none: shares a session, at
 * least 1
 * @param stocks the stocks that the market opens with. A list given anywhere replaces the
 * built-in one, of four stocks, as a whole
 * @param stocksFile a CSV file of further stocks, of any size, with the header line
 * "symbol,price,max-volume" (the last column may be left out or empty). A stock that is
 * in both is taken from the file
 * @param session when the volumes begin at 0 again
 */
@ConfigurationProperties(prefix = "bourse.market", ignoreUnknownFields = false)
record MarketProperties(@DefaultValue("1000000") long maxVolume, @DefaultValue List<Listing> stocks,
		@Nullable Path stocksFile, @DefaultValue Session session) {

	MarketProperties {
		if (maxVolume < 1) {
			throw new InvalidConfigurationPropertyValueException("bourse.market.max-volume", maxVolume,
					"must be a whole number from 1 to " + Long.MAX_VALUE);
		}
	}

	/**
	 * A stock as configured; checked when the market opens.
	 *
	 * @param symbol its name: 1 to 16 of A-Z a-z 0-9 . _ -
	 * @param price its first price, such as "15.99", in quotes so that YAML takes it
	 * literally: more than 0, at most 1000000000, at most four fraction digits
	 * @param maxVolume its own volume limit, at least 1; when absent,
	 * bourse.market.max-volume
	 */
	@ConfigurationPropertiesSource
	record Listing(@DefaultValue("") String symbol, @DefaultValue("") String price, @Nullable Long maxVolume) {
	}

	/**
	 * When a session begins: its volumes start at 0, and halts by the volume limit end.
	 *
	 * @param cron seconds, minutes, hours, day of the month, month, day of the week; "-"
	 * for never. A session is a day: of several times on one day, the first counts
	 * @param zone of the market, in which these times are meant, such as Europe/Berlin
	 */
	record Session(@DefaultValue("0 0 0 * * *") String cron, @DefaultValue("UTC") String zone) {

		CronCalendar calendar() {
			ZoneId where;
			try {
				where = ZoneId.of(this.zone);
			}
			catch (DateTimeException ex) {
				throw new InvalidConfigurationPropertyValueException("bourse.market.session.zone", this.zone,
						"must be the name of a time zone, such as UTC or Europe/Berlin");
			}
			try {
				return new CronCalendar(this.cron, where);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationPropertyValueException("bourse.market.session.cron", this.cron,
						"must be six fields (seconds, minutes, hours, day of the month, month, day of the week) such as "
								+ "\"0 0 0 * * *\" for midnight, or \"-\" for never: " + ex.getMessage());
			}
		}

	}

}
