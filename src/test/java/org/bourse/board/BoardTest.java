package org.bourse.board;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bourse.RunningBourse;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The board, in a real browser, on a real server.
 */
class BoardTest {

	/** The beginning of a script that reads events from pieces; none never end. */
	private static final String READ_EVENTS = """
			return (async () => {
			const { readEvents } = await import(new URL('board/event-stream.js', document.baseURI).href);
			const read = async (pieces, options) => {
				let failing;
				const body = new ReadableStream({
					start(stream) {
						failing = stream;
						pieces.forEach((piece) => stream.enqueue(piece));
						if (pieces.length > 0) {
							stream.close();
						}
					},
				});
				let events = '';
				await readEvents(async (signal) => {
					signal.addEventListener('abort', () => pieces.length > 0 || failing.error(signal.reason));
					return new Response(body);
				}, ({ type, id, data }) => { events += `${type} ${id} ${JSON.stringify(data)}\\n`; },
					{ signal: new AbortController().signal, ...options });
				return events;
			};
			""";

	@TempDir
	private static Path folder;

	private static Browser browser;

	private static RunningBourse bourse;

	@BeforeAll
	static void open() throws IOException {
		browser = new Browser();
		Path stocks = folder.resolve("more.csv");
		Files.writeString(stocks, "symbol,price\nAlphaCo,30.00\nBetaCo,40.00");
		bourse = new RunningBourse("--bourse.market.stocks-file=" + stocks,
				"--bourse.store.url=jdbc:sqlite:" + folder.resolve("bourse.db"));
	}

	@AfterAll
	static void close() {
		if (bourse != null) {
			bourse.close();
		}
		if (browser != null) {
			browser.close();
		}
	}

	@AfterEach
	void nothingIsComplainedOf() {
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void pricesMoveWithoutReload() throws Exception {
		openBoard();
		String row = row("FishCo");
		browser.awaitText(row, "18.50 0.00 0.00 %");
		ask("UPDATE FishCo 20.35", 1);
		browser.awaitText(row, "20.35 ▲ +1.85 +10.00 %");
		ask("UPDATE FishCo 17.575", 1);
		browser.awaitText(row, "17.5750 ▼ −0.9250 −5.00 %");
		assertThat(browser.find("#connection").getText()).isEqualTo("live");
		browser.screenshot("table");
	}

	@Test
	void orderOfTheFormIsExecutedAndAllOfThePageTellsOfIt() {
		openStock("GameStart");
		browser.awaitText("#chart-empty", "No candles yet");
		browser.write("#order [name=quantity]", "25");
		browser.click("#order [type=submit]");
		browser.awaitText("#answer", "Executed Bought 25 GameStart at 15.99. Trade GameStart-1.");
		browser.awaitText("#announcement", "GameStart: Executed.");
		browser.awaitText("#stock-volume", "25 of 1,000,000 shares (0 %)");
		browser.awaitText("#trades tbody tr", "Buy 25 15.99 25 GameStart-1");
		browser.awaitText("#events tbody tr", "Listed");
		browser.awaitText("#chart-reading", "Open 15.99 High 15.99 Low 15.99 Close 15.99 Volume 25");
		assertThat(browser.find("#chart canvas").isDisplayed()).isTrue();
		browser.click("#intervals label:last-child");
		browser.await("a day's candle",
				(driver) -> browser.find("#chart").getDomProperty("ariaLabel").startsWith("1 candles of 1d"));
		browser.screenshot("stock");
	}

	@Test
	void orderWhoseAnswerWasLostIsExecutedOnce() {
		openStock("MenhirCo");
		browser.run("""
				const real = window.fetch;
				window.fetch = async (resource, options) => {
					const answer = await real(resource, options);
					if (options?.method === 'POST') {
						window.fetch = real;
						throw new TypeError('the connection was lost');
					}
					return answer;
				};""");
		browser.write("#order [name=quantity]", "7");
		browser.click("#order [type=submit]");
		browser.awaitText("#answer", "Outcome unknown");
		assertThat(browser.text("#order [type=submit]")).isEqualTo("Ask again");
		browser.click("#order [type=submit]");
		browser.awaitText("#answer", "Executed Bought 7 MenhirCo, at the first asking. Trade MenhirCo-1.");
		browser.awaitText("#stock-volume", "7 of 1,000,000 shares");
	}

	@Test
	void quantityThatIsNoneIsNotSent() {
		openStock("MenhirCo");
		browser.write("#order [name=quantity]", "1.5");
		browser.click("#order [type=submit]");
		browser.awaitText("#answer", "Not sent The quantity must be a whole number from 1 to 1000000000.");
	}

	@Test
	void haltIsSeenAndToldAndRefusesOrders() {
		openStock("BoarCo");
		browser.click("#order label:nth-child(3)");
		browser.write("#order [name=quantity]", "2000000");
		browser.click("#order [type=submit]");
		browser.awaitText("#answer", "Refused: past the volume limit 1,000,000 shares are left up to the limit.");
		browser.write("#order [name=quantity]", "1000000");
		browser.click("#order [type=submit]");
		browser.awaitText("#stock-badge", "Halted");
		browser.awaitText("#stock-notice", ": volume limit. Resumes ");
		browser.awaitText("#announcement", "BoarCo halted: volume limit.");
		browser.awaitText("#events tbody tr", "Halted: volume limit");
		browser.click("#order [type=submit]");
		browser.awaitText("#answer", "Refused: halted BoarCo is halted: volume limit.");
		browser.screenshot("halted");
		browser.press(Keys.ESCAPE);
		browser.awaitText(row("BoarCo"), "1,000,000 Halted volume limit until");
	}

	@Test
	void aTimeOfAnotherYearIsToldWithIt() throws Exception {
		openStock("AlphaCo");
		assertThat(bourse
			.send("POST", "/api/v1/stocks/AlphaCo/halt", "{\"reason\":\"NEWS\",\"resumeAt\":\"2098-07-02T12:30:00Z\"}")
			.statusCode()).isEqualTo(200);
		browser.awaitText("#stock-notice", "Resumes Jul 2, 2098");
		assertThat(bourse.send("POST", "/api/v1/stocks/AlphaCo/resume", "{}").statusCode()).isEqualTo(200);
	}

	@Test
	void stockThatIsNotListedIsToldAsText() {
		openStock("%3Cb%3ENope");
		browser.awaitText("#stock-notice", "There is no stock <b>Nope.");
	}

	@Test
	void boardComesBackAfterARestartOfTheServer() throws Exception {
		int port;
		try (RunningBourse first = new RunningBourse()) {
			port = first.httpPort();
			browser.open("http://127.0.0.1:" + port + "/");
			try (RawClient client = first.socket()) {
				assertThat(client.ask("UPDATE GameStart 99")).isEqualTo(new Reply.Number(1));
			}
			browser.awaitText(row("GameStart"), "99.00");
		}
		browser.awaitText("#connection", "reconnecting in");
		browser.awaitText("#announcement", "Connection lost.");
		// In memory, so it begins at version 1 again, and with the first price.
		try (RunningBourse second = new RunningBourse("--server.port=" + port)) {
			assertThat(second.httpPort()).isEqualTo(port);
			browser.awaitText("#connection", "live");
			browser.awaitText(row("GameStart"), "15.99");
			browser.awaitText("#announcement", "Live again.");
			browser.leave();
		}
		assertThat(browser.complaints()).allMatch((complaint) -> complaint.contains("/api/v1/stream"));
	}

	@Test
	void ofManyStocksOnlyTheRowsInViewAreDrawn() throws Exception {
		Path stocks = folder.resolve("stocks.csv");
		String lines = IntStream.range(0, 5000)
			.mapToObj((number) -> "S%04d,%d.25".formatted(number, number + 1))
			.collect(Collectors.joining("\n"));
		Files.writeString(stocks, "symbol,price\n" + lines);
		try (RunningBourse large = new RunningBourse("--bourse.market.stocks-file=" + stocks)) {
			browser.open("http://127.0.0.1:" + large.httpPort() + "/");
			browser.awaitText("#count", "5,004 stocks, 0 halted");
			assertThat(browser.find("#stocks").getDomProperty("ariaRowCount")).isEqualTo("5005");
			assertThat(drawnRows()).isBetween(10, 60);

			browser.click("[data-column=price] button");
			assertThat(browser.find("[data-column=price]").getDomProperty("ariaSort")).isEqualTo("descending");
			browser.awaitText("#rows tr:first-child", "S4999 5000.25");
			browser.click("[data-column=price] button");
			browser.awaitText("#rows tr:first-child", "S0000 1.25");

			browser.press("/");
			browser.press("s49");
			browser.awaitText("#count", "100 of 5,004 stocks");
			browser.press(Keys.ARROW_DOWN);
			browser.press(Keys.END);
			browser.await("the last row has the focus",
					(driver) -> "S4999".equals(driver.switchTo().activeElement().getText()));
			assertThat(browser.run("return document.activeElement.closest('tr').ariaRowIndex")).isEqualTo("101");
			assertThat(drawnRows()).isBetween(10, 60);
			browser.screenshot("many");
			browser.press(Keys.ENTER);
			browser.await("the stock is open", (driver) -> browser.address().endsWith("#/stocks/S4999"));
			browser.awaitText("#stock-price", "5000.25");
			browser.press(Keys.ESCAPE);
			browser.await("the row has the focus again",
					(driver) -> "S4999".equals(driver.switchTo().activeElement().getText()));
			browser.leave();
		}
	}

	@Test
	void pausedTableStandsStillWhileTheMarketGoesOn() throws Exception {
		openBoard();
		browser.awaitText(row("AlphaCo"), "30.00");
		browser.click("#pause");
		browser.awaitText("#count", "paused at");
		String before = browser.text("#rows");
		ask("UPDATE AlphaCo 32", 1);
		ask("TRADE BetaCo 1000000 BUY", 1);
		// Announcements go on, so the changes have come.
		browser.awaitText("#announcement", "BetaCo halted");
		assertThat(browser.text("#rows")).isEqualTo(before);
		browser.click("#pause");
		browser.awaitText(row("AlphaCo"), "32.00");
		browser.awaitText(row("BetaCo"), "Halted");
	}

	@Test
	void themeIsThatOfTheSystemUntilOneIsChosenAndRemembered() {
		openBoard();
		assertThat(background()).isEqualTo("rgb(243, 245, 248)");
		browser.systemTheme("dark");
		browser.await("dark", (driver) -> background().equals("rgb(13, 18, 24)"));
		browser.screenshot("dark");
		browser.click("#theme");
		browser.await("light", (driver) -> background().equals("rgb(243, 245, 248)"));
		browser.reload();
		assertThat(background()).isEqualTo("rgb(243, 245, 248)");
	}

	@Test
	void pageFitsAPhone() {
		openBoard();
		browser.size(360, 740);
		browser.awaitText(row("GameStart"), "GameStart");
		assertThat(widthOfThePage()).isEqualTo(360L);
		browser.screenshot("phone");
		browser.click(row("GameStart") + " .price");
		browser.awaitText("#stock-symbol", "GameStart");
		assertThat(widthOfThePage()).isEqualTo(360L);
		browser.screenshot("phone-stock");
	}

	@Test
	void nothingIsSeenOfTokensWhereNoneIsNeeded() {
		openBoard();
		assertThat(browser.find("#show-token").isDisplayed()).isFalse();
		assertThat(browser.find("#token-dialog").isDisplayed()).isFalse();
	}

	@Test
	void eventsAreTheSameWhereverTheirStreamIsCut() {
		openBoard();
		assertThat(browser.run(READ_EVENTS + """
				const bytes = new TextEncoder().encode('\\uFEFFretry: 2000\\n\\n:\\n\\nevent: stock\\r\\nid: 1-1\\r\\n'
					+ 'data: {"a":\\r\\ndata:  1}\\r\\n\\r\\ndata:\\u00e9\\u20ac\\ud83d\\ude00\\rid\\r\\r: comment\\n'
					+ 'event: none\\n\\nevent:ready\\nid: 2\\ndata\\nunknown: x\\nid: 3\\0\\n\\ndata: no end');
				const whole = await read([bytes]);
				const cuts = [...bytes.keys()].map((cut) => [bytes.subarray(0, cut), bytes.subarray(cut)]);
				for (const pieces of [...cuts, Array.from(bytes, (byte) => Uint8Array.of(byte))]) {
					const events = await read(pieces);
					if (events !== whole) {
						return pieces.length + ' pieces, the first of ' + pieces[0].length + ': ' + events;
					}
				}
				return whole;
				})();""")).isEqualTo("""
				stock 1-1 "{\\"a\\":\\n 1}"
				message  "é€😀"
				ready 2 ""
				""");
	}

	@Test
	void aStreamThatIsSilentOrHasNoEndIsGivenUp() {
		openBoard();
		assertThat(browser.run(READ_EVENTS + """
				return await read([], { silentMillis: 50 }).catch((error) => error.message);
				})();""")).isEqualTo("The stream is silent.");
		assertThat(browser.run(READ_EVENTS + """
				const piece = new TextEncoder().encode('x'.repeat(100_000));
				return await read(Array(20).fill(piece)).catch((error) => error.message);
				})();""")).isEqualTo("An event of the stream is too long.");
		assertThat(browser.run(READ_EVENTS + """
				const piece = new TextEncoder().encode('data\\n'.repeat(100_000));
				return await read(Array(20).fill(piece)).catch((error) => error.message);
				})();""")).isEqualTo("An event of the stream is too long.");
	}

	/** So what the other tests show to work does so under this policy. */
	@Test
	void policyAllowsNothingFromElsewhere() throws Exception {
		assertThat(bourse.get("/").headers().firstValue("Content-Security-Policy").orElseThrow())
			.startsWith("default-src 'self'; frame-ancestors 'none'")
			.doesNotContain("unsafe");
	}

	private static void openBoard() {
		browser.open("http://127.0.0.1:" + bourse.httpPort() + "/");
		browser.awaitText("#connection", "live");
	}

	private static void openStock(String symbol) {
		browser.open("http://127.0.0.1:" + bourse.httpPort() + "/#/stocks/" + symbol);
		browser.awaitText("#connection", "live");
	}

	private static void ask(String line, long answer) throws Exception {
		try (RawClient client = bourse.socket()) {
			assertThat(client.ask(line)).isEqualTo(new Reply.Number(answer));
		}
	}

	private static String row(String symbol) {
		return "#rows tr:has(a[href='#/stocks/" + symbol + "'])";
	}

	private static int drawnRows() {
		return ((Long) browser.run("return document.querySelectorAll('#rows tr').length")).intValue();
	}

	private static String background() {
		return (String) browser.run("return getComputedStyle(document.body).backgroundColor");
	}

	private static long widthOfThePage() {
		return (Long) browser.run("return Math.max(...Array.from("
				+ "document.querySelectorAll('html, #scroller, #stock'), (element) => element.scrollWidth))");
	}

}
