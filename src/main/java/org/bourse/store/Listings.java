package org.bourse.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.io.input.BOMInputStream;
import org.bourse.domain.InvalidValueException;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.store.MarketProperties.Listing;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Reads the stocks that the configuration lists. Each error names the place and how to
 * fix it.
 */
final class Listings {

	private static final String STOCKS = "bourse.market.stocks";

	private static final String STOCKS_FILE = "bourse.market.stocks-file";

	private static final String SYMBOL = "symbol";

	private static final String PRICE = "price";

	private static final String MAX_VOLUME = "max-volume";

	private static final CSVFormat CSV = CSVFormat.RFC4180.builder()
		.setHeader()
		.setSkipHeaderRecord(true)
		.setIgnoreEmptyLines(true)
		.setIgnoreSurroundingSpaces(true)
		.get();

	private final long defaultLimit;

	private final LocalDate session;

	private final Map<Symbol, Stock> stocks = new LinkedHashMap<>();

	private Listings(long defaultLimit, LocalDate session) {
		this.defaultLimit = defaultLimit;
		this.session = session;
	}

	/**
	 * The stocks of the list and of the file, as they are first listed.
	 * @param session in which they are
	 * @throws InvalidConfigurationPropertyValueException if one is malformed or listed
	 * twice in one place, or there is none at all
	 */
	static Collection<Stock> read(MarketProperties properties, LocalDate session) {
		Listings listings = new Listings(properties.maxVolume(), session);
		listings.addList(properties.stocks());
		if (properties.stocksFile() != null) {
			listings.addFile(properties.stocksFile());
		}
		if (listings.stocks.isEmpty()) {
			throw new InvalidConfigurationPropertyValueException(STOCKS, "",
					"a market needs at least one stock, here or in " + STOCKS_FILE);
		}
		return listings.stocks.values();
	}

	private void addList(List<Listing> list) {
		for (int i = 0; i < list.size(); i++) {
			Listing listing = list.get(i);
			String key = STOCKS + "[" + i + "]";
			try {
				long limit = (listing.maxVolume() != null) ? listing.maxVolume() : this.defaultLimit;
				Stock stock = Stock.listed(new Symbol(listing.symbol()), Price.parse(listing.price()), limit,
						this.session);
				if (this.stocks.put(stock.symbol(), stock) != null) {
					throw new InvalidConfigurationPropertyValueException(key, listing.symbol(),
							"this symbol is already in the list; remove one of the two");
				}
			}
			catch (InvalidValueException ex) {
				throw switch (ex.field()) {
					case PRICE -> new InvalidConfigurationPropertyValueException(key + ".price", listing.price(),
							ex.getMessage() + " (in YAML, put it in quotes)");
					case VOLUME_LIMIT -> new InvalidConfigurationPropertyValueException(key + ".max-volume",
							listing.maxVolume(), ex.getMessage());
					default -> new InvalidConfigurationPropertyValueException(key + ".symbol", listing.symbol(),
							ex.getMessage() + " (in YAML, put it in quotes)");
				};
			}
		}
	}

	private void addFile(Path file) {
		Set<Symbol> seen = new HashSet<>();
		try (CSVParser rows = CSVParser.parse(reader(file), CSV)) {
			if (!rows.getHeaderNames().containsAll(List.of(SYMBOL, PRICE))) {
				throw invalid(file, "the first line must be the header symbol,price or symbol,price,max-volume");
			}
			for (CSVRecord row : rows) {
				Stock stock = stock(file, rows.getCurrentLineNumber(), row);
				if (!seen.add(stock.symbol())) {
					throw invalid(file, "line " + rows.getCurrentLineNumber() + ": stock " + stock.symbol()
							+ " is already in the file; remove one of the two");
				}
				this.stocks.put(stock.symbol(), stock);
			}
		}
		catch (NoSuchFileException ex) {
			throw invalid(file, "there is no such file");
		}
		catch (UncheckedIOException | IOException ex) {
			Throwable cause = (ex instanceof UncheckedIOException && ex.getCause() != null) ? ex.getCause() : ex;
			throw invalid(file, (cause instanceof MalformedInputException) ? "it is not UTF-8 text"
					: "it cannot be read: " + cause.getMessage());
		}
		catch (IllegalArgumentException ex) {
			throw invalid(file, "it is not a CSV file: " + ex.getMessage());
		}
	}

	/**
	 * Spreadsheets begin UTF-8 files with a mark. Bytes that are not UTF-8 are an error,
	 * not a question mark.
	 */
	private static Reader reader(Path file) throws IOException {
		InputStream in = BOMInputStream.builder().setInputStream(Files.newInputStream(file)).get();
		return new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
	}

	private Stock stock(Path file, long line, CSVRecord row) {
		if (row.size() > row.getParser().getHeaderNames().size()) {
			throw invalid(file, "line " + line + " has " + row.size() + " columns, more than the header line");
		}
		if (!row.isSet(SYMBOL) || !row.isSet(PRICE)) {
			throw invalid(file, "line " + line + " has " + row.size() + " column(s); it needs a symbol and a price");
		}
		try {
			return Stock.listed(new Symbol(row.get(SYMBOL)), Price.parse(row.get(PRICE)), limit(row), this.session);
		}
		catch (InvalidValueException ex) {
			throw invalid(file, "line " + line + ": " + ex.getMessage());
		}
	}

	private long limit(CSVRecord row) {
		String text = row.isSet(MAX_VOLUME) ? row.get(MAX_VOLUME) : "";
		if (text.isEmpty()) {
			return this.defaultLimit;
		}
		return Stock.parseVolumeLimit(text);
	}

	private static InvalidConfigurationPropertyValueException invalid(Path file, @Nullable String reason) {
		return new InvalidConfigurationPropertyValueException(STOCKS_FILE, file, reason);
	}

}
