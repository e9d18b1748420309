package org.bourse.store.ledger;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A candle as it stands in the table, or as the trades make it.
 *
 * @param minute since 1970
 * @param open in ten-thousandths, as the other prices
 */
public record CandleRow(String symbol, long minute, long open, long high, long low, long close, long volume,
		long trades) {

	private static final int PRICE_SCALE = 4;

	private static final long LAST_MINUTE = Instant.parse("9999-12-31T23:59:00Z").getEpochSecond() / 60;

	/** Its content for people. */
	public String content() {
		return "open " + price(this.open) + " high " + price(this.high) + " low " + price(this.low) + " close "
				+ price(this.close) + " volume " + this.volume + " trades " + this.trades;
	}

	private static String price(long tenThousandths) {
		return BigDecimal.valueOf(tenThousandths, PRICE_SCALE).stripTrailingZeros().toPlainString();
	}

	/** How an operator would find it. */
	@Override
	public String toString() {
		boolean isTime = this.minute >= 0 && this.minute <= LAST_MINUTE;
		String time = isTime ? " (" + Instant.ofEpochSecond(this.minute * 60) + ")" : "";
		return "candle of " + this.symbol + ", minute " + this.minute + time;
	}

}
