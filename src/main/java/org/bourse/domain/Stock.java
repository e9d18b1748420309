package org.bourse.domain;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * The state of one stock, immutable. Every change makes a new one with the next version.
 *
 * @param price the last price, at which orders execute
 * @param volume shares traded in this session, buys and sells alike; 0 to
 * {@code volumeLimit}
 * @param volumeLimit the most that the volume may become, at least 1
 * @param halt why trading is stopped; null while the stock is trading, never null once
 * the volume has reached its limit
 * @param session the day of trading that the volume counts for
 * @param trades how many trades were executed in this stock so far, over all sessions
 * @param version grows by one with every change, from 1
 */
public record Stock(Symbol symbol, Price price, long volume, long volumeLimit, @Nullable Halt halt, LocalDate session,
		long trades, long version) {

	private static final String MAX_LIMIT = Long.toString(Long.MAX_VALUE);

	public Stock {
		requireVolumeLimit(volumeLimit);
		if (volume < 0 || volume > volumeLimit || (volume == volumeLimit && halt == null) || trades < 0
				|| version < 1) {
			throw new IllegalArgumentException("impossible state of " + symbol + ": volume=" + volume + " of "
					+ volumeLimit + ", halt=" + halt + ", trades=" + trades + ", version=" + version);
		}
	}

	/**
	 * A stock as it is first listed: trading, nothing traded yet.
	 * @throws InvalidValueException if the limit is less than 1
	 */
	public static Stock listed(Symbol symbol, Price price, long volumeLimit, LocalDate session) {
		return new Stock(symbol, price, 0, volumeLimit, null, session, 0, 1);
	}

	/**
	 * Reads a volume limit: plain digits, no sign, exponent, space or leading zero.
	 * @throws InvalidValueException if the text is anything else, or not from 1 to
	 * {@link Long#MAX_VALUE}
	 */
	public static long parseVolumeLimit(String text) {
		boolean wellFormed = text.length() <= MAX_LIMIT.length() && Ascii.isPlainInteger(text) && !text.equals("0");
		// Of two numbers with as many digits the lesser one is also first in the
		// alphabet.
		if (!wellFormed || (text.length() == MAX_LIMIT.length() && text.compareTo(MAX_LIMIT) > 0)) {
			throw invalidLimit(text);
		}
		return Long.parseLong(text);
	}

	/**
	 * The limit itself.
	 * @throws InvalidValueException if it is less than 1
	 */
	public static long requireVolumeLimit(long volumeLimit) {
		if (volumeLimit < 1) {
			throw invalidLimit(Long.toString(volumeLimit));
		}
		return volumeLimit;
	}

	private static InvalidValueException invalidLimit(String given) {
		return new InvalidValueException(InvalidValueException.Field.VOLUME_LIMIT,
				"a whole number from 1 to " + MAX_LIMIT, given);
	}

	public StockStatus status() {
		return (this.halt == null) ? StockStatus.TRADING : StockStatus.HALTED;
	}

	/** Shares that may still be traded in this session. */
	public long remainingVolume() {
		return this.volumeLimit - this.volume;
	}

	/**
	 * The one rule of the market: does this order execute? Pure; every store calls it,
	 * nobody else decides.
	 * <p>
	 * It executes if the stock is trading and the quantity is at most the remaining
	 * volume. If it uses up the remaining volume, the same step halts the stock.
	 * @param order an order for this stock
	 * @param now the time of the decision, from which a halt counts
	 * @param sessionEnd when the session of this stock ends, and with it a halt by the
	 * limit; null if that is not known
	 */
	public TradeResult decide(Order order, Instant now, @Nullable Instant sessionEnd) {
		if (!order.symbol().equals(this.symbol)) {
			throw new IllegalArgumentException("an order for " + order.symbol() + " came to " + this.symbol);
		}
		if (this.halt != null) {
			return new TradeResult(TradeOutcome.HALTED, this, false);
		}
		long shares = order.quantity().shares();
		// Not "volume + shares <= limit": that sum can overflow.
		if (shares > remainingVolume()) {
			return new TradeResult(TradeOutcome.LIMIT_EXCEEDED, this, false);
		}
		boolean limitReached = shares == remainingVolume();
		Halt nextHalt = limitReached ? new Halt(HaltReason.VOLUME_LIMIT, now, sessionEnd) : null;
		Stock next = new Stock(this.symbol, this.price, this.volume + shares, this.volumeLimit, nextHalt, this.session,
				this.trades + 1, this.version + 1);
		return new TradeResult(TradeOutcome.EXECUTED, next, false);
	}

	/**
	 * This stock with another last price. Allowed while halted, too; the same price again
	 * is a change like any.
	 */
	public Stock withPrice(Price newPrice) {
		return new Stock(this.symbol, newPrice, this.volume, this.volumeLimit, this.halt, this.session, this.trades,
				this.version + 1);
	}

	/**
	 * This stock with trading stopped by an operator; the very stock if it is so already.
	 * A halt takes the place of an earlier one, as whose continuation it counts: so a
	 * stock that has reached its limit can be kept from trading in the next session, too.
	 * @param reason any but {@link HaltReason#VOLUME_LIMIT}, which is the market's own
	 * @param resumeAt when trading is expected to resume; null if that is not known
	 */
	public Stock halted(HaltReason reason, @Nullable Instant resumeAt, Instant now) {
		if (reason == HaltReason.VOLUME_LIMIT) {
			throw new IllegalArgumentException("only the market halts by the volume limit");
		}
		Halt next = new Halt(reason, (this.halt != null) ? this.halt.since() : now, resumeAt);
		return next.equals(this.halt) ? this : new Stock(this.symbol, this.price, this.volume, this.volumeLimit, next,
				this.session, this.trades, this.version + 1);
	}

	/**
	 * This stock trading; the very stock if it is so already and nothing else is asked
	 * for. With a new limit, a stock that is trading gets that limit.
	 * @throws MarketException if nothing could be traded afterwards, or if the volume of
	 * a stock that is trading is to be reset
	 */
	public Stock resumed(Resumption resumption) {
		if (resumption.resetsVolume() && this.halt == null) {
			throw MarketException
				.notResumable(this.symbol + " is trading; its volume is reset only together with the end of a halt");
		}
		long nextVolume = resumption.resetsVolume() ? 0 : this.volume;
		long nextLimit = (resumption.volumeLimit() != null) ? resumption.volumeLimit() : this.volumeLimit;
		if (nextVolume >= nextLimit) {
			throw MarketException.notResumable(this.symbol + " has a volume of " + this.volume + " and a limit of "
					+ nextLimit + ": give a volume limit above the volume, or reset the volume");
		}
		if (this.halt == null && nextLimit == this.volumeLimit) {
			return this;
		}
		return new Stock(this.symbol, this.price, nextVolume, nextLimit, null, this.session, this.trades,
				this.version + 1);
	}

	/**
	 * This stock in a later session: nothing is traded yet, and a halt by the volume
	 * limit is over; other halts stay. The very stock if it is in that session or a later
	 * one.
	 */
	public Stock rolled(LocalDate nextSession) {
		if (!nextSession.isAfter(this.session)) {
			return this;
		}
		Halt nextHalt = (this.halt != null && this.halt.reason() != HaltReason.VOLUME_LIMIT) ? this.halt : null;
		return new Stock(this.symbol, this.price, 0, this.volumeLimit, nextHalt, nextSession, this.trades,
				this.version + 1);
	}

}
