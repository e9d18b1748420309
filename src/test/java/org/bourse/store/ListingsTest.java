package org.bourse.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.store.MarketProperties.Listing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ListingsTest {

	private static final LocalDate SESSION = LocalDate.of(2026, 1, 2);

	private static final MarketProperties.Session MIDNIGHT = new MarketProperties.Session("0 0 0 * * *", "UTC");

	@TempDir
	Path folder;

	@Test
	void stocksOfTheListHaveTheirOwnLimitOrTheCommonOne() {
		MarketProperties properties = new MarketProperties(500,
				List.of(new Listing("A", "15.99", null), new Listing("B", "1", 7L)), null, MIDNIGHT);
		assertThat(Listings.read(properties, SESSION)).containsExactly(stock("A", "15.99", 500), stock("B", "1", 7));
	}

	@Test
	void stocksOfTheFileAreAddedAndTakePrecedence() throws IOException {
		Path file = file("\ufeffsymbol,price,max-volume\nB,2.5,\nC, 3 ,9223372036854775807\n\nD,4\n");
		MarketProperties properties = new MarketProperties(500,
				List.of(new Listing("A", "1", null), new Listing("B", "1", 7L)), file, MIDNIGHT);
		assertThat(Listings.read(properties, SESSION)).containsExactly(stock("A", "1", 500), stock("B", "2.5", 500),
				stock("C", "3", Long.MAX_VALUE), stock("D", "4", 500));
	}

	@Test
	void aFileOfAHundredThousandStocksIsRead() throws IOException {
		StringBuilder csv = new StringBuilder("symbol,price\n");
		for (int i = 0; i < 100_000; i++) {
			csv.append('S').append(i).append(",1.5\n");
		}
		assertThat(Listings.read(new MarketProperties(1, List.of(), file(csv.toString()), MIDNIGHT), SESSION))
			.hasSize(100_000);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "''          | 1    |    | symbol     | symbol must be 1 to 16",
			"a b         | 1    |    | symbol     | symbol must be 1 to 16",
			"A | 0    |    | price      | price must be", "A           | 1E10 |    | price      | price must be",
			"A           | 1    | 0  | max-volume | volume limit must be",
			"A           | 1    | -1 | max-volume | volume limit must be" })
	void aBadListingIsRefusedWithItsKeyAndTheReason(String symbol, String price, @Nullable Long limit, String key,
			String reason) {
		MarketProperties properties = new MarketProperties(500, List.of(new Listing(symbol, price, limit)), null,
				MIDNIGHT);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> Listings.read(properties, SESSION))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("bourse.market.stocks[0]." + key))
			.satisfies((ex) -> assertThat(ex.getReason()).startsWith(reason));
	}

	@Test
	void aSymbolListedTwiceIsRefused() {
		refused(new MarketProperties(1, List.of(new Listing("A", "1", null), new Listing("A", "2", null)), null,
				MIDNIGHT), "bourse.market.stocks[1]", "this symbol is already in the list; remove one of the two");
	}

	@Test
	void aMarketWithoutStocksIsRefused() {
		refused(new MarketProperties(1, List.of(), null, MIDNIGHT), "bourse.market.stocks",
				"a market needs at least one stock, here or in bourse.market.stocks-file");
	}

	@Test
	void aBadFileIsRefusedWithTheLineAndTheReason() throws IOException {
		refusedFile("price,symbol\nA,0\n",
				"line 2: price must be a decimal number more than 0 and at most 1000000000, with at most 4 fraction "
						+ "digits, such as 15.99; it is 'A'");
		refusedFile("symbol,price\nA,1\nB\n", "line 3 has 1 column(s); it needs a symbol and a price");
		refusedFile("symbol,price\nA,1\nA,2\n", "line 3: stock A is already in the file; remove one of the two");
		refusedFile("symbol,price\nA,1,500\n", "line 2 has 3 columns, more than the header line");
		refusedFile("A,1\nB,2\n", "the first line must be the header symbol,price or symbol,price,max-volume");
		refusedFile("", "the first line must be the header symbol,price or symbol,price,max-volume");
		refusedFile("symbol,price,max-volume\nA,1,+5\n",
				"line 2: volume limit must be a whole number from 1 to 9223372036854775807; it is '+5'");
	}

	@Test
	void aFileThatCannotBeReadIsRefused() throws IOException {
		refused(new MarketProperties(1, List.of(), this.folder.resolve("nope.csv"), MIDNIGHT),
				"bourse.market.stocks-file", "there is no such file");
		Path latin1 = this.folder.resolve("latin1.csv");
		Files.write(latin1, "symbol,price\n\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1));
		refused(new MarketProperties(1, List.of(), latin1, MIDNIGHT), "bourse.market.stocks-file",
				"it is not UTF-8 text");
	}

	private void refusedFile(String content, String reason) throws IOException {
		refused(new MarketProperties(1, List.of(), file(content), MIDNIGHT), "bourse.market.stocks-file", reason);
	}

	private static void refused(MarketProperties properties, String key, String reason) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> Listings.read(properties, SESSION))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(key))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(reason));
	}

	private Path file(String content) throws IOException {
		return Files.writeString(this.folder.resolve("stocks.csv"), content);
	}

	private static Stock stock(String symbol, String price, long limit) {
		return Stock.listed(new Symbol(symbol), Price.parse(price), limit, SESSION);
	}

}
