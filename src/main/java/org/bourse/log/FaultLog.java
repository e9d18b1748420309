package org.bourse.log;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * The log of one kind of fault that anybody may repeat as often as it likes: at most one
 * line a minute, which says how many were not told before it. Held where loggers are
 * held, one for each kind. Safe for use by many threads.
 */
public final class FaultLog {

	private static final long INTERVAL_NANOS = 60_000_000_000L;

	private final Logger logger;

	private final LongSupplier nanoTime;

	/** When the next line may be written. */
	private final AtomicLong dueNanos;

	private final LongAdder untold = new LongAdder();

	public FaultLog(Logger logger) {
		this(logger, System::nanoTime);
	}

	/**
	 * @param nanoTime as {@link System#nanoTime}
	 */
	FaultLog(Logger logger, LongSupplier nanoTime) {
		this.logger = logger;
		this.nanoTime = nanoTime;
		this.dueNanos = new AtomicLong(nanoTime.getAsLong());
	}

	/**
	 * A fault of a client.
	 * @param message made only if it is told
	 */
	public void warn(Supplier<String> message) {
		tell(Level.WARN, message, null);
	}

	/** A mistake of the server's own, which is told with its trace. */
	public void error(Supplier<String> message, Throwable cause) {
		tell(Level.ERROR, message, cause);
	}

	private void tell(Level level, Supplier<String> message, @Nullable Throwable cause) {
		long now = this.nanoTime.getAsLong();
		long due = this.dueNanos.get();
		if (now - due < 0 || !this.dueNanos.compareAndSet(due, now + INTERVAL_NANOS)) {
			this.untold.increment();
			return;
		}
		long before = this.untold.sumThenReset();
		String text = message.get() + ((before > 0) ? " (" + before + " more of this kind were not told)" : "");
		this.logger.atLevel(level).setCause(cause).log(text);
	}

}
