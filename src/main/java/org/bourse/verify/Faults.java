package org.bourse.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What was found to be wrong: all are counted, and the first few kept.
 */
final class Faults {

	private static final int KEPT = 10;

	private final List<Fault> first = new ArrayList<>();

	private long count;

	/**
	 * @param entry whose text says which row it is
	 */
	void add(Object entry, String what, @Nullable Object expected, @Nullable Object found) {
		this.count++;
		if (this.first.size() < KEPT) {
			this.first.add(new Fault(entry.toString(), what, text(expected), text(found)));
		}
	}

	private static String text(@Nullable Object value) {
		return (value != null) ? value.toString() : "none";
	}

	void expect(Object entry, String what, @Nullable Object expected, @Nullable Object found) {
		if (!Objects.equals(expected, found)) {
			add(entry, what, expected, found);
		}
	}

	/** Makes no object for what is as expected, which is asked for each trade. */
	void expect(Object entry, String what, long expected, long found) {
		if (expected != found) {
			add(entry, what, expected, found);
		}
	}

	void expectRange(Object entry, String what, long min, long max, long found) {
		if (found < min || found > max) {
			add(entry, what, min + " to " + max, found);
		}
	}

	List<Fault> first() {
		return List.copyOf(this.first);
	}

	long count() {
		return this.count;
	}

}
