package org.bourse.board;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.openqa.selenium.Keys;

/**
 * How long a browser with the board is busy at one time, while all stocks move and
 * somebody scrolls, sorts, filters and opens a stock. For {@code benchmarks/board.sh}.
 * <p>
 * Arguments: port of the socket, port of HTTP, stocks (S0, S1, ...), updates a second,
 * seconds. Prints how many tasks took more than 50 ms after the page was loaded, the
 * longest of them in milliseconds, pictures a second, and rows in the page.
 */
final class LongTasks {

	private static final String OBSERVE = """
			window.long = [];
			new PerformanceObserver((list) => list.getEntries().forEach((task) => window.long.push(task.duration)))
				.observe({ type: 'longtask' });
			window.frames_ = 0;
			const count = () => { window.frames_++; requestAnimationFrame(count); };
			requestAnimationFrame(count);""";

	private static final long NANOS_PER_SECOND = 1_000_000_000;

	private LongTasks() {
	}

	public static void main(String[] args) throws IOException {
		int stocks = Integer.parseInt(args[2]);
		int updates = Integer.parseInt(args[3]);
		int seconds = Integer.parseInt(args[4]);
		try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(args[0])); Browser browser = new Browser()) {
			daemon(() -> update(socket, stocks, updates));
			daemon(() -> discardReplies(socket));
			browser.open("http://127.0.0.1:" + args[1] + "/");
			browser.awaitText(".count", String.format(Locale.ROOT, "%,d stocks", stocks));
			rest(3);
			browser.run(OBSERVE);
			for (int i = 0; i < seconds; i += 6) {
				browser.run("document.querySelector('.scroller').scrollBy(0, 34 * 500)");
				rest(1);
				browser.click(".stocks thead th:nth-child(" + (2 + i / 6 % 2) + ") button");
				rest(1);
				browser.write(".filter input", "S1");
				rest(1);
				browser.write(".filter input", "S");
				rest(1);
				browser.run("location.hash = '#/stocks/S1'");
				rest(1);
				browser.press(Keys.ESCAPE);
				rest(1);
			}
			List<?> tasks = (List<?>) browser.run("return window.long");
			double longest = tasks.stream().mapToDouble((task) -> ((Number) task).doubleValue()).max().orElse(0);
			double pictures = ((Number) browser.run("return window.frames_")).doubleValue();
			Object rows = browser.run("return document.querySelectorAll('#rows tr').length");
			System.out.printf(Locale.ROOT, "%d %.0f %.1f %s%n", tasks.size(), longest, pictures / seconds, rows);
		}
		System.exit(0);
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
	}

	private static void rest(int seconds) {
		LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
	}

	/** All stocks in turn, by the clock. */
	private static void update(Socket socket, int stocks, int perSecond) {
		try {
			OutputStream out = socket.getOutputStream();
			long began = System.nanoTime();
			for (long sent = 0;; sent++) {
				long due = began + sent * NANOS_PER_SECOND / perSecond;
				LockSupport.parkNanos(due - System.nanoTime());
				out.write(("UPDATE S" + sent % stocks + " " + (1000 + sent * 7919 % 1000) + "\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			}
		}
		catch (IOException ex) {
			// The program has ended.
		}
	}

	private static void discardReplies(Socket socket) {
		try {
			InputStream in = socket.getInputStream();
			in.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			// The program has ended.
		}
	}

}
