package org.bourse.domain;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What happened to a stock besides trades and prices.
 *
 * @param version of the stock after the event
 * @param haltReason why the stock is halted after the event; null if it is trading
 * @param volume after the event
 * @param volumeLimit after the event
 * @param actor who did it: {@link #CONFIGURATION}, {@link #MARKET}, or the door and the
 * address of a client
 */
public record MarketEvent(Symbol symbol, long version, Kind kind, @Nullable HaltReason haltReason, long volume,
		long volumeLimit, String actor, Instant time) {

	/** The settings that the market was opened with. */
	public static final String CONFIGURATION = "configuration";

	/** The rules of the market. */
	public static final String MARKET = "market";

	/**
	 * @param after the stock that the event has made
	 */
	public static MarketEvent of(Kind kind, Stock after, String actor, Instant time) {
		Halt halt = after.halt();
		return new MarketEvent(after.symbol(), after.version(), kind, (halt != null) ? halt.reason() : null,
				after.volume(), after.volumeLimit(), actor, time);
	}

	/** What happened. */
	public enum Kind {

		LISTED, HALTED, RESUMED, ROLLED, LIMIT_CHANGED

	}

}
