package org.bourse.verify;

import java.util.Arrays;
import java.util.List;

import org.bourse.domain.HaltReason;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Symbol;
import org.bourse.store.ledger.EventRow;
import org.bourse.store.ledger.StockRow;
import org.bourse.store.ledger.TradeRow;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the ledger of one stock, from its listing to its present state, and keeps
 * what each entry must build upon. After a fault it goes on from what it found, so that
 * one damage is not told of every later entry.
 */
final class StockProof {

	private static final String LISTED = "LISTED";

	private static final String HALTED = "HALTED";

	private static final String VOLUME_LIMIT = HaltReason.VOLUME_LIMIT.name();

	private static final List<String> HALT_REASONS = Arrays.stream(HaltReason.values()).map(Enum::name).toList();

	/** The price was or may have been changed since the last trade. */
	private static final long UNKNOWN = 0;

	private final Faults faults;

	private boolean begun;

	private long version;

	private long sequence;

	private long session;

	private long volume;

	private long limit;

	private @Nullable String halt;

	private long price = UNKNOWN;

	/** The last entry, if it is a trade that reached the limit. */
	private @Nullable TradeRow reaching;

	StockProof(Faults faults) {
		this.faults = faults;
	}

	/** The next trade; before an event of the same version. */
	void trade(TradeRow trade) {
		requireHalted();
		if (!this.begun) {
			this.faults.add(trade, "the first entry to be", LISTED, "a trade");
			this.begun = true;
			this.session = trade.session();
			this.volume = trade.volumeAfter() - trade.quantity();
			this.limit = trade.volumeLimit();
		}
		if (trade.version() != this.version + 1) {
			this.price = UNKNOWN;
		}
		nextVersion(trade, trade.version());
		this.faults.expect(trade, "sequence", this.sequence + 1, trade.sequence());
		this.faults.expect(trade, "session", this.session, trade.session());
		this.faults.expect(trade, "a stock without a halt, halt", null, this.halt);
		values(trade);
		this.faults.expect(trade, "volume_limit", this.limit, trade.volumeLimit());
		this.faults.expect(trade, "volume_after", this.volume + trade.quantity(), trade.volumeAfter());
		this.faults.expectRange(trade, "volume_after", 1, this.limit, trade.volumeAfter());
		this.sequence = trade.sequence();
		this.volume = trade.volumeAfter();
		this.price = trade.price();
		if (trade.volumeAfter() >= this.limit) {
			this.reaching = trade;
		}
	}

	private void values(TradeRow trade) {
		this.faults.expectRange(trade, "quantity", 1, Quantity.MAX_SHARES, trade.quantity());
		this.faults.expectRange(trade, "price", Price.MIN.tenThousandths(), Price.MAX.tenThousandths(), trade.price());
		if (!trade.side().equals("BUY") && !trade.side().equals("SELL")) {
			this.faults.add(trade, "side", "BUY or SELL", trade.side());
		}
		// Every change of the price takes a version.
		if (this.price != UNKNOWN) {
			this.faults.expect(trade, "price, which no update has changed since,", this.price, trade.price());
		}
	}

	/** The next event. */
	void event(EventRow event) {
		if (!this.begun) {
			listed(event);
		}
		else if (this.reaching != null && this.reaching.version() == event.version()) {
			haltedBy(this.reaching, event);
		}
		else {
			requireHalted();
			if (event.version() != this.version + 1) {
				this.price = UNKNOWN;
			}
			nextVersion(event, event.version());
			before(event, this.volume);
			change(event);
		}
		possible(event);
		this.session = event.session();
		this.volume = event.volumeAfter();
		this.limit = event.limitAfter();
		this.halt = event.haltAfter();
	}

	private void listed(EventRow event) {
		this.begun = true;
		this.version = event.version();
		this.faults.expect(event, "the first entry to be", LISTED, event.kind());
		if (event.kind().equals(LISTED)) {
			this.faults.expectRange(event, "version", 1, Long.MAX_VALUE, event.version());
			this.faults.expect(event, "volume_before", null, event.volumeBefore());
			this.faults.expect(event, "limit_before", null, event.limitBefore());
			this.faults.expect(event, "halt_before", null, event.haltBefore());
			this.faults.expect(event, "volume_after", 0, event.volumeAfter());
			this.faults.expect(event, "halt_after", null, event.haltAfter());
		}
	}

	/** The same change as the trade, so its "before" is from before the trade. */
	private void haltedBy(TradeRow trade, EventRow event) {
		this.reaching = null;
		this.faults.expect(event, "kind", HALTED, event.kind());
		before(event, trade.volumeAfter() - trade.quantity());
		unchanged(event);
		this.faults.expect(event, "halt_after", VOLUME_LIMIT, event.haltAfter());
	}

	private void before(EventRow event, long volumeBefore) {
		this.faults.expect(event, "volume_before", (Object) volumeBefore, event.volumeBefore());
		this.faults.expect(event, "limit_before", (Object) this.limit, event.limitBefore());
		this.faults.expect(event, "halt_before", this.halt, event.haltBefore());
	}

	/** What an event of its kind may change, and what not. */
	private void change(EventRow event) {
		switch (event.kind()) {
			case HALTED -> {
				unchanged(event);
				if (event.haltAfter() == null) {
					this.faults.add(event, "halt_after", "one of " + HALT_REASONS, null);
				}
			}
			case "RESUMED" -> {
				this.faults.expect(event, "session", this.session, event.session());
				this.faults.expect(event, "halt_after", null, event.haltAfter());
				if (this.halt == null) {
					this.faults.add(event, "a halt to end, halt", "one of " + HALT_REASONS, null);
				}
				if (event.volumeAfter() != 0) {
					this.faults.expect(event, "volume_after", this.volume, event.volumeAfter());
				}
			}
			case "ROLLED" -> {
				if (event.session() <= this.session) {
					this.faults.add(event, "session", "after " + this.session, event.session());
				}
				this.faults.expect(event, "volume_after", 0, event.volumeAfter());
				this.faults.expect(event, "limit_after", this.limit, event.limitAfter());
				this.faults.expect(event, "halt_after", VOLUME_LIMIT.equals(this.halt) ? null : this.halt,
						event.haltAfter());
			}
			case "LIMIT_CHANGED" -> {
				this.faults.expect(event, "session", this.session, event.session());
				this.faults.expect(event, "volume_after", this.volume, event.volumeAfter());
			}
			default -> this.faults.add(event, "kind", "one of [HALTED, RESUMED, ROLLED, LIMIT_CHANGED]", event.kind());
		}
	}

	private void unchanged(EventRow event) {
		this.faults.expect(event, "session", this.session, event.session());
		this.faults.expect(event, "volume_after", this.volume, event.volumeAfter());
		this.faults.expect(event, "limit_after", this.limit, event.limitAfter());
	}

	/** What is true of a stock after any event. */
	private void possible(EventRow event) {
		this.faults.expectRange(event, "limit_after", 1, Long.MAX_VALUE, event.limitAfter());
		this.faults.expectRange(event, "volume_after", 0, event.limitAfter(), event.volumeAfter());
		String reason = event.haltAfter();
		if (reason != null && !HALT_REASONS.contains(reason)) {
			this.faults.add(event, "halt_after", "one of " + HALT_REASONS, reason);
		}
		if (reason == null && event.volumeAfter() == event.limitAfter()) {
			this.faults.add(event, "halt_after at the limit", "one of " + HALT_REASONS, null);
		}
	}

	/** The present state, after all entries. */
	void present(StockRow stock) {
		requireHalted();
		if (!Symbol.isWellFormed(stock.symbol())) {
			this.faults.add(stock, "symbol", "1 to " + Symbol.MAX_LENGTH + " of A-Z a-z 0-9 . _ -", stock.symbol());
		}
		if (!this.begun) {
			this.faults.add(stock, "an entry", LISTED, null);
			return;
		}
		this.faults.expectRange(stock, "version", this.version, Long.MAX_VALUE, stock.version());
		this.faults.expect(stock, "trades", this.sequence, stock.trades());
		this.faults.expect(stock, "session", this.session, stock.session());
		this.faults.expect(stock, "volume", this.volume, stock.volume());
		this.faults.expect(stock, "volume_limit", this.limit, stock.volumeLimit());
		this.faults.expect(stock, "halt_reason", this.halt, stock.haltReason());
		this.faults.expectRange(stock, "price", Price.MIN.tenThousandths(), Price.MAX.tenThousandths(), stock.price());
		if (this.price != UNKNOWN && stock.version() == this.version) {
			this.faults.expect(stock, "price, which no update has changed since,", this.price, stock.price());
		}
	}

	private void nextVersion(Object entry, long next) {
		if (next <= this.version) {
			this.faults.add(entry, "version", "more than " + this.version, next);
		}
		this.version = next;
	}

	/** A trade that reached the limit has halted the stock, and an event says so. */
	private void requireHalted() {
		if (this.reaching != null) {
			this.faults.add(this.reaching, "an event of the same version, as the limit is reached,", HALTED, null);
			this.reaching = null;
			this.halt = VOLUME_LIMIT;
		}
	}

}
