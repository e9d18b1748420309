package org.bourse.verify;

import org.bourse.store.ledger.EventRow;
import org.bourse.store.ledger.StockRow;
import org.bourse.store.ledger.TradeRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one stock may go through.
 */
class StockProofTest {

	private static final long DAY_1 = 20260102;

	private static final long DAY_2 = 20260103;

	private final Faults faults = new Faults();

	private final StockProof proof = new StockProof(this.faults);

	@Test
	void aLifeOfAStockIsProven() {
		this.proof.event(listed(100));
		this.proof.trade(trade(1, 2, DAY_1, 60, 60, 100));
		this.proof.event(event("HALTED", 4, DAY_1, 60, 60, 100, 100, null, "NEWS"));
		this.proof.event(event("RESUMED", 5, DAY_1, 60, 60, 100, 100, "NEWS", null));
		this.proof.trade(trade(2, 7, DAY_1, 40, 100, 100));
		this.proof.event(event("HALTED", 7, DAY_1, 60, 100, 100, 100, null, "VOLUME_LIMIT"));
		this.proof.event(event("RESUMED", 8, DAY_1, 100, 100, 100, 150, "VOLUME_LIMIT", null));
		this.proof.trade(trade(3, 9, DAY_1, 50, 150, 150));
		this.proof.event(event("HALTED", 9, DAY_1, 100, 150, 150, 150, null, "VOLUME_LIMIT"));
		this.proof.event(event("RESUMED", 10, DAY_1, 150, 0, 150, 150, "VOLUME_LIMIT", null));
		this.proof.event(event("LIMIT_CHANGED", 11, DAY_1, 0, 0, 150, 20, null, null));
		this.proof.trade(trade(4, 12, DAY_1, 20, 20, 20));
		this.proof.event(event("HALTED", 12, DAY_1, 0, 20, 20, 20, null, "VOLUME_LIMIT"));
		this.proof.event(event("ROLLED", 13, DAY_2, 20, 0, 20, 20, "VOLUME_LIMIT", null));
		this.proof.trade(trade(5, 14, DAY_2, 1, 1, 20));
		this.proof.present(new StockRow("A", 7, 1, 20, null, DAY_2, 5, 20));
		assertThat(this.faults.first()).isEmpty();
	}

	@Test
	void aRollKeepsAnOperatorsHalt() {
		this.proof.event(listed(100));
		this.proof.event(event("HALTED", 2, DAY_1, 0, 0, 100, 100, null, "ADMIN"));
		this.proof.event(event("ROLLED", 3, DAY_2, 0, 0, 100, 100, "ADMIN", null));
		assertFault("event ROLLED of A (version 3): expected halt_after ADMIN, found none");
	}

	@Test
	void aRollEndsTheVolume() {
		this.proof.event(listed(100));
		this.proof.trade(trade(1, 2, DAY_1, 60, 60, 100));
		this.proof.event(event("ROLLED", 3, DAY_2, 60, 60, 100, 100, null, null));
		assertFault("event ROLLED of A (version 3): expected volume_after 0, found 60");
	}

	@Test
	void aRollGoesForward() {
		this.proof.event(listed(100));
		this.proof.event(event("ROLLED", 2, DAY_1, 0, 0, 100, 100, null, null));
		assertFault("event ROLLED of A (version 2): expected session after 20260102, found 20260102");
	}

	@Test
	void onlyARollChangesTheSession() {
		this.proof.event(listed(100));
		this.proof.event(event("LIMIT_CHANGED", 2, DAY_2, 0, 0, 100, 200, null, null));
		assertFault("event LIMIT_CHANGED of A (version 2): expected session 20260102, found 20260103");
	}

	@Test
	void aHaltChangesNoLimit() {
		this.proof.event(listed(100));
		this.proof.event(event("HALTED", 2, DAY_1, 0, 0, 100, 200, null, "NEWS"));
		assertFault("event HALTED of A (version 2): expected limit_after 100, found 200");
	}

	@Test
	void whatTradesCannotBeResumed() {
		this.proof.event(listed(100));
		this.proof.event(event("RESUMED", 2, DAY_1, 0, 0, 100, 100, null, null));
		assertFault("event RESUMED of A (version 2): expected a halt to end, halt one of "
				+ "[VOLUME_LIMIT, ADMIN, NEWS, REGULATORY], found none");
	}

	@Test
	void aResumedStockIsBelowItsLimit() {
		this.proof.event(listed(100));
		this.proof.trade(trade(1, 2, DAY_1, 100, 100, 100));
		this.proof.event(event("HALTED", 2, DAY_1, 0, 100, 100, 100, null, "VOLUME_LIMIT"));
		this.proof.event(event("RESUMED", 3, DAY_1, 100, 100, 100, 100, "VOLUME_LIMIT", null));
		assertFault("event RESUMED of A (version 3): expected halt_after at the limit one of "
				+ "[VOLUME_LIMIT, ADMIN, NEWS, REGULATORY], found none");
	}

	@Test
	void whatAnEventSaysOfBeforeMustHaveBeenSo() {
		this.proof.event(listed(100));
		this.proof.event(event("LIMIT_CHANGED", 2, DAY_1, 0, 0, 99, 200, null, null));
		assertFault("event LIMIT_CHANGED of A (version 2): expected limit_before 100, found 99");
	}

	@Test
	void aStockIsListedOnce() {
		this.proof.event(listed(100));
		this.proof.event(event("LISTED", 2, DAY_1, 0, 0, 100, 100, null, null));
		assertFault("event LISTED of A (version 2): expected kind one of [HALTED, RESUMED, ROLLED, LIMIT_CHANGED], "
				+ "found LISTED");
	}

	@Test
	void noTradeIsExecutedWhileHalted() {
		this.proof.event(listed(100));
		this.proof.event(event("HALTED", 2, DAY_1, 0, 0, 100, 100, null, "NEWS"));
		this.proof.trade(trade(1, 3, DAY_1, 1, 1, 100));
		assertFault("trade A-1 (version 3): expected a stock without a halt, halt none, found NEWS");
	}

	@Test
	void aTradeCountsForTheSessionOfItsTime() {
		this.proof.event(listed(100));
		this.proof.event(event("ROLLED", 2, DAY_2, 0, 0, 100, 100, null, null));
		this.proof.trade(trade(1, 3, DAY_1, 1, 1, 100));
		assertFault("trade A-1 (version 3): expected session 20260103, found 20260102");
	}

	private void assertFault(String fault) {
		assertThat(this.faults.first()).singleElement().hasToString(fault);
	}

	private static TradeRow trade(long sequence, long version, long session, long quantity, long volumeAfter,
			long limit) {
		return new TradeRow("A", sequence, session, "BUY", quantity, 7, volumeAfter, limit, version);
	}

	private static EventRow listed(long limit) {
		return new EventRow("A", 1, "LISTED", DAY_1, null, 0, null, limit, null, null);
	}

	private static EventRow event(String kind, long version, long session, long volumeBefore, long volumeAfter,
			long limitBefore, long limitAfter, @Nullable String haltBefore, @Nullable String haltAfter) {
		return new EventRow("A", version, kind, session, volumeBefore, volumeAfter, limitBefore, limitAfter, haltBefore,
				haltAfter);
	}

}
