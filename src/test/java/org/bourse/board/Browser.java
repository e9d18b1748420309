package org.bourse.board;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;

import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A Chromium that is driven as a person would: by what is seen, clicks and keys.
 */
final class Browser implements AutoCloseable {

	private static final File CHROMIUM = new File("/usr/bin/chromium");

	private static final File DRIVER = new File("/usr/bin/chromedriver");

	private static final Path SCREENSHOTS = Path.of("target", "board");

	/** A test that waits longer has failed. */
	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Duration POLL = Duration.ofMillis(50);

	/** Warns of browsers newer than itself; kept here, as loggers are held weakly. */
	private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

	private final ChromeDriver driver;

	/**
	 * The test is skipped, and says so, where there is no browser.
	 */
	Browser() {
		boolean installed = CHROMIUM.canExecute() && DRIVER.canExecute();
		if (!installed) {
			System.err.println("The board is NOT tested: install chromium and chromium-driver");
		}
		assumeTrue(installed, "The board needs " + CHROMIUM + " and " + DRIVER + " to be tested");
		SELENIUM.setLevel(Level.SEVERE);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		this.driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(),
				options);
	}

	/**
	 * Opens an address in a page that remembers nothing, of the size of a desktop, with a
	 * light theme.
	 */
	void open(String address) {
		if (address().startsWith("http")) {
			run("sessionStorage.clear()");
		}
		this.driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin",
				address.substring(0, address.indexOf('/', "http://".length())), "storageTypes", "all"));
		size(1280, 900);
		systemTheme("light");
		leave();
		this.driver.get(address);
	}

	/** So that a server can be closed without a page that complains of it. */
	void leave() {
		this.driver.get("about:blank");
	}

	void reload() {
		this.driver.navigate().refresh();
	}

	void size(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
	}

	void systemTheme(String theme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
	}

	WebElement find(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	/** What can be read there now; hidden text is none. */
	String text(String selector) {
		return find(selector).getText().replace('\u2009', ' ').replace('\n', ' ');
	}

	void click(String selector) {
		find(selector).click();
	}

	/** Presses keys where the focus is. */
	void press(CharSequence... keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
	}

	/** Writes into a field in place of what it has. */
	void write(String selector, String text) {
		find(selector).sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
	}

	Object run(String script) {
		Object result = this.driver.executeScript(script);
		return (result != null) ? result : "";
	}

	String address() {
		return this.driver.getCurrentUrl();
	}

	void awaitText(String selector, String text) {
		await("'" + text + "' in " + selector, (driver) -> text(selector).contains(text));
	}

	void await(String what, Function<WebDriver, Boolean> condition) {
		new WebDriverWait(this.driver, TIMEOUT, POLL).withMessage(() -> what + "; the page has:\n" + text("body"))
			.ignoring(StaleElementReferenceException.class)
			.until(condition);
	}

	/** Keeps a picture of the page in {@code target/board}. */
	void screenshot(String name) {
		try {
			Files.createDirectories(SCREENSHOTS);
			Files.write(SCREENSHOTS.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Warnings and errors that the page has caused since this was last asked, among them
	 * all violations of the content security policy.
	 */
	List<String> complaints() {
		return StreamSupport.stream(this.driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
