package org.bourse.store;

import java.time.Duration;

import org.bourse.store.ledger.LedgerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store can write, and since when. Each change is one line in the log. Set by
 * the writer, read by all.
 */
final class StoreState {

	private static final Logger logger = LoggerFactory.getLogger(StoreState.class);

	/** The name of the database, for the log. */
	private final String name;

	private volatile Condition condition = new Condition(Kind.OPEN, System.nanoTime(), "");

	StoreState(String name) {
		this.name = name;
	}

	void opened() {
		Condition before = this.condition;
		if (before.kind != Kind.OPEN) {
			become(Kind.OPEN, "");
			logger.info("The ledger {} can be written again, after {} ms", this.name, before.age().toMillis());
		}
	}

	/** The database cannot be reached. */
	void lost(Exception why) {
		if (this.condition.kind != Kind.LOST) {
			become(Kind.LOST, LedgerException.oneLine(why));
			logger.warn("The ledger {} cannot be reached; lookups go on, writes wait for it: {}", this.name,
					LedgerException.oneLine(why));
		}
	}

	/** The database takes no writes: a full disk. */
	void unwritable(Exception why) {
		if (this.condition.kind != Kind.UNWRITABLE) {
			become(Kind.UNWRITABLE, LedgerException.oneLine(why));
			logger.error("The ledger {} cannot be written; lookups go on, writes are refused until it can: {}",
					this.name, LedgerException.oneLine(why));
		}
	}

	/** The database cannot be trusted any more; this is for ever. */
	void broken(Throwable why) {
		become(Kind.BROKEN, LedgerException.oneLine(why));
		logger.error("The ledger {} is broken; nothing is acknowledged any more", this.name, why);
	}

	private void become(Kind kind, String reason) {
		this.condition = new Condition(kind, System.nanoTime(), reason);
	}

	boolean isOpen() {
		return this.condition.kind == Kind.OPEN;
	}

	boolean isUnwritable() {
		return this.condition.kind == Kind.UNWRITABLE;
	}

	boolean isBroken() {
		return this.condition.kind == Kind.BROKEN;
	}

	/**
	 * Why a write would be in vain; null if it should be tried.
	 * @param patience a database that is lost for less may be back in time
	 */
	@Nullable String refusal(Duration patience) {
		Condition now = this.condition;
		return switch (now.kind) {
			case OPEN -> null;
			case LOST -> (now.age().compareTo(patience) < 0) ? null
					: "the store cannot be reached since " + now.age().toSeconds() + " s; not applied";
			case UNWRITABLE -> "the store cannot write (" + now.reason + "); not applied";
			case BROKEN -> "the store is broken; not applied";
		};
	}

	/** For the health of the server. */
	String description() {
		Condition now = this.condition;
		return now.kind + (now.reason.isEmpty() ? "" : ": " + now.reason);
	}

	private enum Kind {

		OPEN, LOST, UNWRITABLE, BROKEN

	}

	private record Condition(Kind kind, long sinceNanos, String reason) {

		private Duration age() {
			return Duration.ofNanos(System.nanoTime() - this.sinceNanos);
		}

	}

}
