package org.bourse.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.io.input.BOMInputStream;
import org.bourse.domain.InvalidValueException;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file of prices, read row by row. Each error names the line and how to fix it.
 */
final class TickFile implements AutoCloseable {

	private static final String TIME = "time";

	private static final String SYMBOL = "symbol";

	private static final String PRICE = "price";

	private static final List<String> COLUMNS = List.of(TIME, SYMBOL, PRICE);

	private static final String EXAMPLE = "2026-01-02T09:30:00Z,GameStart,15.99";

	private static final Pattern SECONDS = Pattern.compile("\\d{1,10}(\\.\\d{1,9})?");

	private static final CSVFormat CSV = CSVFormat.RFC4180.builder()
		.setHeader()
		.setAllowMissingColumnNames(true)
		.setSkipHeaderRecord(true)
		.setIgnoreEmptyLines(true)
		.setIgnoreSurroundingSpaces(true)
		.get();

	private final Path file;

	private final CSVParser parser;

	private final Iterator<CSVRecord> rows;

	private @Nullable String firstTime;

	private Instant time = Instant.MIN;

	/**
	 * @throws ClientException if there is no such file, or it has another header
	 */
	TickFile(Path file) {
		this.file = file;
		try {
			this.parser = CSVParser.parse(reader(file), CSV);
		}
		catch (IllegalArgumentException | IOException | UncheckedIOException ex) {
			throw unreadable(ex);
		}
		List<String> columns = this.parser.getHeaderNames();
		if (!COLUMNS.stream().allMatch((column) -> Collections.frequency(columns, column) == 1)) {
			close();
			throw invalid(": the first line must be the header " + String.join(",", COLUMNS));
		}
		this.rows = this.parser.iterator();
	}

	/**
	 * Reads the whole file.
	 * @return its stocks
	 * @throws ClientException if anything is wrong with it
	 */
	static Set<Symbol> check(Path file) {
		if (Files.exists(file) && !Files.isRegularFile(file)) {
			throw invalid(file, " must be a file that can be read twice, not a folder or a pipe");
		}
		try (TickFile ticks = new TickFile(file)) {
			Set<Symbol> symbols = new HashSet<>();
			for (Row row = ticks.next(); row != null; row = ticks.next()) {
				symbols.add(row.tick().symbol());
			}
			if (symbols.isEmpty()) {
				throw ticks.invalid(" has no lines below the header; each is one update, such as " + EXAMPLE);
			}
			return symbols;
		}
	}

	/**
	 * The next row, or null.
	 * @throws ClientException if it is malformed, or earlier than the one before it
	 */
	@Nullable Row next() {
		try {
			return this.rows.hasNext() ? row(this.rows.next()) : null;
		}
		catch (UncheckedIOException ex) {
			throw unreadable(ex);
		}
	}

	private Row row(CSVRecord row) {
		if (row.size() != this.parser.getHeaderNames().size()) {
			throw invalidLine("has " + row.size() + " column(s), the header " + this.parser.getHeaderNames().size()
					+ "; a line is an update such as " + EXAMPLE);
		}
		Instant rowTime = time(row.get(TIME));
		if (rowTime.isBefore(this.time)) {
			throw invalidLine("time " + row.get(TIME) + " is before that of the line above; sort the file by time");
		}
		this.time = rowTime;
		try {
			return new Row(rowTime, new Tick(new Symbol(row.get(SYMBOL)), Price.parse(row.get(PRICE))));
		}
		catch (InvalidValueException ex) {
			throw invalidLine(String.valueOf(ex.getMessage()));
		}
	}

	/** All rows as the first one: seconds are not of any epoch. */
	private Instant time(String text) {
		this.firstTime = (this.firstTime != null) ? this.firstTime : text;
		boolean seconds = SECONDS.matcher(text).matches();
		if (seconds == SECONDS.matcher(this.firstTime).matches()) {
			try {
				return seconds ? seconds(text) : Instant.parse(text);
			}
			catch (DateTimeException ex) {
				// The same answer as for the other kind.
			}
		}
		throw invalidLine("time must be an instant such as 2026-01-02T09:30:00Z, or seconds such as 1.5, "
				+ "alike in all lines");
	}

	private static Instant seconds(String text) {
		String[] parts = text.split("\\.");
		String fraction = (parts.length > 1) ? parts[1] : "";
		return Instant.ofEpochSecond(Long.parseLong(parts[0]),
				Long.parseLong((fraction + "000000000").substring(0, 9)));
	}

	/**
	 * Spreadsheets begin UTF-8 files with a mark. Bytes that are not UTF-8 are an error,
	 * not a question mark.
	 */
	private static Reader reader(Path file) throws IOException {
		InputStream in = BOMInputStream.builder().setInputStream(Files.newInputStream(file)).get();
		return new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
	}

	private ClientException unreadable(Exception failure) {
		Throwable cause = (failure instanceof UncheckedIOException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof NoSuchFileException) {
			return invalid(" is not there");
		}
		if (cause instanceof AccessDeniedException) {
			return invalid(" may not be read by this user");
		}
		if (cause instanceof MalformedInputException) {
			return invalid(" is not UTF-8 text");
		}
		return invalid(" cannot be read as CSV: " + cause.getMessage());
	}

	private ClientException invalidLine(String reason) {
		return invalid(", line " + this.parser.getCurrentLineNumber() + ": " + reason);
	}

	private ClientException invalid(String reason) {
		return invalid(this.file, reason);
	}

	private static ClientException invalid(Path file, String reason) {
		return new ClientException(ExitCode.USAGE, "--file: " + file + reason);
	}

	@Override
	public void close() {
		try {
			this.parser.close();
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	/**
	 * A line of the file.
	 *
	 * @param time since 1970, or since any time if the file has seconds
	 */
	record Row(Instant time, Tick tick) {
	}

}
