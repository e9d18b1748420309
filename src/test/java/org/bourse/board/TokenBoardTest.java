package org.bourse.board;

import java.util.List;

import org.bourse.RunningBourse;
import org.bourse.access.TokenHash;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The board on a server that wants tokens.
 */
class TokenBoardTest {

	private static final String READER = TokenHash.newToken();

	private static final String TRADER = TokenHash.newToken();

	private static final String FEEDER = TokenHash.newToken();

	private static final String ADDRESS_OF_GAMESTART = "#/stocks/GameStart";

	private static Browser browser;

	private static RunningBourse bourse;

	@BeforeAll
	static void open() {
		browser = new Browser();
		bourse = start(0, READER);
	}

	private static RunningBourse start(int port, String reader) {
		return new RunningBourse("--server.port=" + port, "--bourse.access.tokens[0].name=reader",
				"--bourse.access.tokens[0].hash=" + TokenHash.of(reader), "--bourse.access.tokens[0].roles=read",
				"--bourse.access.tokens[1].name=trader", "--bourse.access.tokens[1].hash=" + TokenHash.of(TRADER),
				"--bourse.access.tokens[1].roles=trade", "--bourse.access.tokens[2].name=feeder",
				"--bourse.access.tokens[2].hash=" + TokenHash.of(FEEDER), "--bourse.access.tokens[2].roles=feed");
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

	/** A browser notes each answer that is a refusal; nothing else may be noted. */
	@AfterEach
	void nothingButRefusalsIsComplainedOf() {
		assertThat(browser.complaints()).allMatch(
				(complaint) -> complaint.matches(".*/api/v1/stream - Failed to load resource: .* a status of 401 .*")
						|| complaint.matches(".*/trades - Failed to load resource: .* a status of 403 .*"));
	}

	@Test
	void aTokenIsAskedForAndPricesMoveWithTheRightOne() throws Exception {
		openBoard(bourse, "");
		browser.awaitText("#token-says", "This server wants a token.");
		assertThat(browser.text("#connection")).isEqualTo("token needed");
		assertThat(browser.find("#token").getAccessibleName()).isEqualTo("Token");
		assertThat(browser.find("#token-dialog").getAccessibleName()).isEqualTo("Access token");
		browser.screenshot("token");

		// The field has the focus.
		browser.press("not the token", Keys.ENTER);
		browser.awaitText("#token-says", "Enter a token: letters, digits and signs of ASCII, without spaces.");
		browser.write("#token", TokenHash.newToken() + Keys.ENTER);
		browser.awaitText("#token-says", "That token is wrong: the server does not know it, or it has expired.");
		assertThat(browser.find("#token").getDomProperty("ariaInvalid")).isEqualTo("true");
		browser.screenshot("token-wrong");
		browser.press("  " + READER + " ", Keys.ENTER);
		browser.awaitText("#connection", "live");
		assertThat(browser.find("#token-dialog").isDisplayed()).isFalse();
		assertThat(browser.find("#token").getDomProperty("value")).isEmpty();

		browser.awaitText("#rows tr:first-child", "BoarCo");
		try (RawClient client = bourse.socket()) {
			assertThat(client.ask("AUTH " + FEEDER)).isEqualTo(new Reply.Text("OK"));
			assertThat(client.ask("UPDATE BoarCo 99.75")).isEqualTo(new Reply.Number(1));
		}
		browser.awaitText("#rows tr:first-child", "99.75 ▲");
		assertThat(browser.address()).doesNotContain(READER);
		assertThat(
				browser.run("return document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"))
			.isEqualTo("{}{\"bourse.token\":\"" + READER + "\"}");
	}

	@Test
	void anOrderOfAReaderIsRefusedAndTheMissingRoleTold() {
		openBoard(bourse, ADDRESS_OF_GAMESTART);
		enter(READER);
		browser.awaitText("#stock-volume", "0 of 1,000,000 shares");
		browser.click("#order [type=submit]");
		browser.awaitText("#answer", "Not executed POST of this path needs the role trade; this token has [read].");
		assertThat(browser.find("#token-dialog").isDisplayed()).isFalse();
	}

	@Test
	void anOrderOfATraderIsExecuted() {
		openBoard(bourse, "#/stocks/MenhirCo");
		enter(TRADER);
		browser.awaitText("#chart-empty", "No candles yet");
		browser.click("#order [type=submit]");
		browser.awaitText("#answer", "Executed Bought 10 MenhirCo at ");
		browser.awaitText("#stock-volume", "10 of 1,000,000 shares");
		browser.awaitText("#trades tbody tr", "MenhirCo-1");
		browser.awaitText("#chart-reading", "Volume 10");
	}

	@Test
	void theTabKeepsATokenUntilItIsForgotten() {
		openBoard(bourse, "");
		enter(READER);
		browser.reload();
		browser.awaitText("#connection", "live");

		browser.click("#show-token");
		browser.awaitText("#token-says", "This tab has a token.");
		browser.screenshot("token-kept");
		browser.press(Keys.ESCAPE);
		browser.await("the button has the focus again",
				(driver) -> "show-token".equals(driver.switchTo().activeElement().getDomAttribute("id")));
		browser.press(Keys.ENTER);
		browser.click("#token-forget");
		browser.awaitText("#token-says", "This server wants a token.");
		assertThat(browser.run("return document.querySelectorAll('#rows tr').length + JSON.stringify(sessionStorage)"))
			.isEqualTo("0{}");
		browser.reload();
		browser.awaitText("#token-says", "This server wants a token.");
	}

	@Test
	void whoWantsToEnterNoTokenMayDoSoLater() {
		openBoard(bourse, ADDRESS_OF_GAMESTART);
		browser.awaitText("#token-says", "This server wants a token.");
		browser.press(Keys.ESCAPE);
		browser.await("no dialog", (driver) -> !browser.find("#token-dialog").isDisplayed());
		assertThat(browser.address()).endsWith(ADDRESS_OF_GAMESTART);
		browser.click("#show-token");
		enter(READER);
		browser.awaitText("#stock-price", "15.99");
	}

	@Test
	void boardComesBackWithItsTokenAndAsksForAnotherWhenItIsGoodNoMore() {
		String replacement = TokenHash.newToken();
		int port;
		try (RunningBourse first = start(0, READER)) {
			port = first.httpPort();
			openBoard(first, "");
			enter(READER);
		}
		browser.awaitText("#connection", "reconnecting in");
		try (RunningBourse second = start(port, READER)) {
			assertThat(second.httpPort()).isEqualTo(port);
			browser.awaitText("#connection", "live");
			browser.awaitText("#announcement", "Live again.");
			assertThat(browser.find("#token-dialog").isDisplayed()).isFalse();
		}
		browser.awaitText("#connection", "reconnecting in");
		try (RunningBourse third = start(port, replacement)) {
			browser.awaitText("#token-says", "That token is wrong");
			assertThat(third.httpPort()).isEqualTo(port);
			enter(replacement);
			browser.leave();
		}
		assertThat(browser.complaints()).allMatch((complaint) -> complaint.contains("/api/v1/stream"));
	}

	@Test
	void dialogFitsAPhoneAndIsDarkInTheDark() {
		openBoard(bourse, "");
		browser.awaitText("#token-says", "This server wants a token.");
		browser.systemTheme("dark");
		browser.await("dark",
				(driver) -> browser
					.run("return getComputedStyle(document.querySelector('#token-dialog'))" + ".backgroundColor")
					.equals("rgb(20, 27, 35)"));
		browser.screenshot("token-dark");
		browser.size(360, 740);
		enter(READER);
		browser.click("#show-token");
		browser.awaitText("#token-says", "This tab has a token.");
		List<?> edges = (List<?>) browser.run("const { left, right } = document.querySelector('#token-dialog')"
				+ ".getBoundingClientRect(); return [left >= 0, right <= 360, document.documentElement.scrollWidth]");
		assertThat(edges).isEqualTo(List.of(true, true, 360L));
		browser.screenshot("token-phone");
	}

	private static void openBoard(RunningBourse server, String view) {
		browser.open("http://127.0.0.1:" + server.httpPort() + "/" + view);
	}

	private static void enter(String token) {
		browser.awaitText("#token-dialog", "Access token");
		browser.write("#token", token);
		browser.click("#token-dialog [type=submit]");
		browser.awaitText("#connection", "live");
		assertThat(browser.find("#token-dialog").isDisplayed()).isFalse();
	}

}
