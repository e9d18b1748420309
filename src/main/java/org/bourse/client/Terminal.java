package org.bourse.client;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the terminal of a person can do.
 *
 * @param size how large it is at present
 * @param colour whether it is to be given colours
 * @param arrows whether it can show arrows
 */
record Terminal(Supplier<Size> size, boolean colour, boolean arrows) {

	/** Of the terminals of old, and those that do not tell. */
	private static final Size USUAL = new Size(24, 80);

	private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("([1-9]\\d{0,3}) ([1-9]\\d{0,3})");

	/**
	 * A number of rows and columns.
	 */
	record Size(int rows, int columns) {
	}

	/** Whether it can be written to elsewhere than at its end. */
	static boolean isCapable() {
		String type = System.getenv("TERM");
		return type != null && !type.isEmpty() && !type.equals("dumb");
	}

	static Terminal ofThisProcess() {
		String noColour = System.getenv("NO_COLOR");
		// Named by Java 19 and newer; before, it is the default.
		Charset charset = Charset.forName(System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
		return new Terminal(new PresentSize(), noColour == null || noColour.isEmpty(),
				charset.newEncoder().canEncode(QuoteTable.UP));
	}

	/**
	 * Asks the command {@code stty}, as Java cannot tell; once a second, as that is a
	 * process.
	 */
	private static final class PresentSize implements Supplier<Size> {

		private static final long VALID_NANOS = Duration.ofSeconds(1).toNanos();

		private Size size = USUAL;

		private long asked = System.nanoTime() - VALID_NANOS;

		@Override
		public Size get() {
			long now = System.nanoTime();
			if (now - this.asked >= VALID_NANOS) {
				this.asked = now;
				this.size = ask();
			}
			return this.size;
		}

		private static Size ask() {
			ProcessBuilder stty = new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty"));
			try {
				String answer = new String(stty.start().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
				Matcher size = ROWS_AND_COLUMNS.matcher(answer.strip());
				if (size.matches()) {
					return new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
				}
			}
			catch (IOException ex) {
				// The same as an answer that is none.
			}
			return USUAL;
		}

	}

}
