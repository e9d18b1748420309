package org.bourse.socket;

import org.bourse.fuzz.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * However threads interleave, the budget answers as if one came after the other: nobody
 * is refused because of what somebody else was refused.
 */
@Param(name = "delta", gen = IntGen.class, conf = "-3:8")
public class BufferBudgetInterleavingTest {

	private static final int MAX_BYTES = 10;

	private final BufferBudget budget = new BufferBudget(MAX_BYTES);

	@Operation
	public boolean change(@Param(name = "delta") int delta) {
		return this.budget.change(delta);
	}

	@Operation
	public long usedBytes() {
		return this.budget.usedBytes();
	}

	@Test
	void theBudgetIsLinearizable() {
		Interleavings.check(BufferBudgetInterleavingTest.class, Naive.class);
	}

	/** What it should be, for one thread. */
	public static class Naive {

		private long used;

		public boolean change(int delta) {
			if (delta > 0 && this.used + delta > MAX_BYTES) {
				return false;
			}
			this.used += delta;
			return true;
		}

		public long usedBytes() {
			return this.used;
		}

	}

}
