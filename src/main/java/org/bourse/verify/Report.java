package org.bourse.verify;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a proof came to. The names are those of its JSON.
 *
 * @param stocks how many were read, as the other numbers
 * @param shares traded in all
 * @param faultCount all that were found
 * @param faults the first of them
 */
record Report(boolean verified, long stocks, long trades, long events, long candles, long shares, long faultCount,
		List<Fault> faults) {

	/** One line if all is well, else a line for each fault. */
	@Override
	public String toString() {
		if (this.verified) {
			return "verified: " + counts();
		}
		return this.faults.stream().map(Fault::toString).collect(Collectors.joining(System.lineSeparator()));
	}

	String counts() {
		return this.stocks + " stocks, " + this.trades + " trades, " + this.events + " events, " + this.candles
				+ " candles, " + this.shares + " shares";
	}

}
