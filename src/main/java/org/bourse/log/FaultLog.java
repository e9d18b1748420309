package org.bourse.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * The log of one kind of fault that anybody may repeat as often as it likes: at most one
 * line a minute, which says how many were not told before it. The server's own mistakes
 * are of one kind for each class of exception, so that one does not hide another. Held
 * where loggers are held, one for each kind. Safe for use by many threads.
 */
public final class FaultLog {

	private static final long INTERVAL_NANOS = 60_000_000_000L;

	/** Classes of exceptions that are told apart; further ones are one kind together. */
	private static final int MAX_CLASSES = 32;

	private final Logger logger;

	private final LongSupplier nanoTime;

	private final Kind faults;

	/** By the class of the exception, made when the first one comes. */
	private final Map<Class<?>, Kind> mistakes = new ConcurrentHashMap<>();

	private final Kind otherMistakes;

	public FaultLog(Logger logger) {
		this(logger, System::nanoTime);
	}

	/**
	 * @param nanoTime as {@link System#nanoTime}
	 */
	FaultLog(Logger logger, LongSupplier nanoTime) {
		this.logger = logger;
		this.nanoTime = nanoTime;
		this.faults = new Kind();
		this.otherMistakes = new Kind();
	}

	/**
	 * A fault of a client.
	 * @param message made only if it is told
	 */
	public void warn(Supplier<String> message) {
		this.faults.tell(Level.WARN, message, null);
	}

	/** A mistake of the server's own, which is told with its trace. */
	public void error(Supplier<String> message, Throwable cause) {
		mistakesLike(cause).tell(Level.ERROR, message, cause);
	}

	/** A race may make some more than there should be, each only once. */
	private Kind mistakesLike(Throwable cause) {
		Kind kind = this.mistakes.get(cause.getClass());
		if (kind != null) {
			return kind;
		}
		return (this.mistakes.size() < MAX_CLASSES)
				? this.mistakes.computeIfAbsent(cause.getClass(), (type) -> new Kind()) : this.otherMistakes;
	}

	/** What has one line a minute. */
	private final class Kind {

		/** When the next line may be written. */
		private final AtomicLong dueNanos = new AtomicLong(FaultLog.this.nanoTime.getAsLong());

		private final LongAdder untold = new LongAdder();

		private void tell(Level level, Supplier<String> message, @Nullable Throwable cause) {
			long now = FaultLog.this.nanoTime.getAsLong();
			long due = this.dueNanos.get();
			if (now - due < 0 || !this.dueNanos.compareAndSet(due, now + INTERVAL_NANOS)) {
				this.untold.increment();
				return;
			}
			long before = this.untold.sumThenReset();
			String text = message.get() + ((before > 0) ? " (" + before + " more of this kind were not told)" : "");
			FaultLog.this.logger.atLevel(level).setCause(cause).log(text);
		}

	}

}
