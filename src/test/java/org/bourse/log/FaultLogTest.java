package org.bourse.log;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FaultLogTest {

	private static final long MINUTE = 60_000_000_000L;

	/** Such times may be about to overflow. */
	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - MINUTE / 2);

	private final Logger logger = new LoggerContext().getLogger("test");

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final FaultLog faults = new FaultLog(this.logger, this.now::get);

	@BeforeEach
	void listen() {
		this.lines.start();
		this.logger.addAppender(this.lines);
	}

	@Test
	void ofManyFaultsInAMinuteOneIsToldAndTheNextLineCountsTheOthers() {
		for (int i = 0; i < 10_000; i++) {
			int number = i;
			this.faults.warn(() -> "fault " + number);
		}
		assertThat(told()).containsExactly("WARN fault 0");
		this.now.addAndGet(MINUTE - 1);
		this.faults.warn(() -> "too early");
		this.now.addAndGet(1);
		this.faults.warn(() -> "another");
		this.now.addAndGet(MINUTE);
		this.faults.warn(() -> "and another");
		assertThat(told()).containsExactly("WARN fault 0", "WARN another (10000 more of this kind were not told)",
				"WARN and another");
	}

	@Test
	void aMistakeOfTheServerIsToldWithItsTrace() {
		IllegalStateException cause = new IllegalStateException("a bug");
		this.faults.error(() -> "TRADE failed", cause);
		this.faults.error(() -> "TRADE failed", cause);
		assertThat(told()).containsExactly("ERROR TRADE failed");
		assertThat(this.lines.list.get(0).getThrowableProxy().getMessage()).isEqualTo("a bug");
	}

	@Test
	void anotherMistakeInTheSameMinuteIsToldToo() {
		this.faults.warn(() -> "a fault of a client");
		this.faults.error(() -> "TRADE failed", new IllegalStateException("a bug"));
		this.faults.error(() -> "LOOKUP failed", new NullPointerException("another bug"));
		this.faults.error(() -> "TRADE failed", new IllegalStateException("a bug"));
		this.now.addAndGet(MINUTE);
		this.faults.error(() -> "TRADE failed", new IllegalStateException("a bug"));
		assertThat(told()).containsExactly("WARN a fault of a client", "ERROR TRADE failed", "ERROR LOOKUP failed",
				"ERROR TRADE failed (1 more of this kind were not told)");
	}

	@Test
	void exceptionsOfMoreClassesThanAreToldApartAreOfOneKind() throws Exception {
		for (int i = 0; i < 100; i++) {
			Throwable cause = classOfItsOwn();
			this.faults.error(() -> "failed", cause);
			this.faults.error(() -> "failed", cause);
		}
		assertThat(told()).containsExactlyElementsOf(Collections.nCopies(33, "ERROR failed"));
	}

	@Test
	void whatIsNotToldIsNotMadeEither() {
		this.faults.warn(() -> "first");
		this.faults.warn(() -> {
			throw new AssertionError("made for nothing");
		});
		assertThat(told()).containsExactly("WARN first");
	}

	/** An exception whose class no other one has. */
	private static Throwable classOfItsOwn() throws Exception {
		return (Throwable) new ClassLoader(null) {
			@Override
			protected Class<?> findClass(String name) throws ClassNotFoundException {
				try (InputStream bytes = FaultLogTest.class.getResourceAsStream("FaultLogTest$Bug.class")) {
					byte[] code = bytes.readAllBytes();
					return defineClass(name, code, 0, code.length);
				}
				catch (IOException ex) {
					throw new ClassNotFoundException(name, ex);
				}
			}
		}.loadClass(Bug.class.getName()).getDeclaredConstructor().newInstance();
	}

	private List<String> told() {
		return this.lines.list.stream().map((line) -> line.getLevel() + " " + line.getFormattedMessage()).toList();
	}

	/**
	 * Is loaded again and again.
	 */
	public static class Bug extends RuntimeException {

		private static final long serialVersionUID = 1;

		public Bug() {
		}

	}

}
