package org.bourse.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into an interrupt of the program's thread, and holds the end of the
 * process up until the program has told what it knows.
 */
public final class Interruption {

	/** The process ends with 130 (143 by SIGTERM) however long the program takes. */
	private static final long LONGEST_SECONDS = 15;

	private final CountDownLatch told = new CountDownLatch(1);

	private final Thread hook;

	private Interruption(Thread program) {
		this.hook = new Thread(() -> {
			program.interrupt();
			try {
				this.told.await(LONGEST_SECONDS, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "bourse-interruption");
	}

	/** For the calling thread. */
	public static Interruption ofThisThread() {
		Interruption interruption = new Interruption(Thread.currentThread());
		Runtime.getRuntime().addShutdownHook(interruption.hook);
		return interruption;
	}

	/** The program has told what it knows. */
	public void end() {
		this.told.countDown();
		try {
			Runtime.getRuntime().removeShutdownHook(this.hook);
		}
		catch (IllegalStateException ex) {
			// The hook is running, and now comes to its end.
		}
	}

}
