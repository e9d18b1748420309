package org.bourse.board;

import org.bourse.RunningBourse;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The description of the API, in a real browser, under the policy of all pages.
 */
class SwaggerUiTest {

	@Test
	void operationsAreListedAndCanBeTriedWithoutAComplaint() {
		try (Browser browser = new Browser(); RunningBourse bourse = new RunningBourse()) {
			browser.open(bourse.http("/swagger-ui.html").toString());
			browser.awaitText("#swagger-ui", "/api/v1/stocks/{symbol}/trades");
			browser.awaitText("#swagger-ui", "Trade at the last price, whole or not at all");
			browser.click(".opblock-get[id$='-find'] .opblock-summary-control");
			browser.await("the way to try it",
					(driver) -> !driver.findElements(By.cssSelector(".try-out__btn")).isEmpty());
			browser.click(".try-out__btn");
			browser.write("[data-param-name=symbol] input", "GameStart");
			browser.click(".execute");
			browser.awaitText(".live-responses-table", "15.99");
			assertThat(browser.complaints()).isEmpty();
			browser.leave();
		}
	}

}
