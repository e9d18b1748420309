package org.bourse.verify;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

import org.bourse.client.Progress;
import org.bourse.domain.Quantity;
import org.bourse.store.ledger.LedgerException;
import org.bourse.store.ledger.CandleRow;
import org.bourse.store.ledger.EventRow;
import org.bourse.store.ledger.LedgerSnapshot;
import org.bourse.store.ledger.RepeatedId;
import org.bourse.store.ledger.Rows;
import org.bourse.store.ledger.StockRow;
import org.bourse.store.ledger.TradeRow;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ledger from its beginning to its end. It keeps one row of each table and what
 * is known of one stock, whatever the size of the ledger.
 */
final class LedgerProof {

	private static final Comparator<CandleRow> CANDLES = Comparator.comparing(CandleRow::symbol)
		.thenComparingLong(CandleRow::minute);

	private final LedgerSnapshot ledger;

	private final Progress progress;

	private final Faults faults = new Faults();

	private long stocks;

	private long trades;

	private long events;

	private long candles;

	private long shares;

	LedgerProof(LedgerSnapshot ledger, Progress progress) {
		this.ledger = ledger;
		this.progress = progress;
	}

	/**
	 * @throws SQLException if the ledger could not be read to its end, and that is not
	 * the fault of the ledger
	 */
	Report run() throws SQLException {
		try {
			proveStocks();
			proveCandles();
			proveIds();
		}
		catch (SQLException ex) {
			if (!this.ledger.isDamage(ex)) {
				throw ex;
			}
			this.faults.add("ledger " + this.ledger.name(), "rows", "that can be read", LedgerException.oneLine(ex));
		}
		return new Report(this.faults.count() == 0, this.stocks, this.trades, this.events, this.candles, this.shares,
				this.faults.count(), this.faults.first());
	}

	private void proveStocks() throws SQLException {
		try (Rows<StockRow> stockRows = this.ledger.stocks();
				Rows<TradeRow> tradeRows = this.ledger.trades();
				Rows<EventRow> eventRows = this.ledger.events()) {
			String symbol = first(stockRows, tradeRows, eventRows);
			while (symbol != null) {
				if (symbol.equals(symbolOf(stockRows.peek()))) {
					StockProof proof = new StockProof(this.faults);
					proveEntries(proof, symbol, tradeRows, eventRows);
					proof.present(stockRows.next());
					this.stocks++;
				}
				else {
					tellOrphans(symbol, tradeRows, eventRows);
				}
				symbol = first(stockRows, tradeRows, eventRows);
			}
		}
	}

	/** By version; of one version, the trade is before the event that it has caused. */
	private void proveEntries(StockProof proof, String symbol, Rows<TradeRow> tradeRows, Rows<EventRow> eventRows)
			throws SQLException {
		while (true) {
			TradeRow trade = symbol.equals(symbolOf(tradeRows.peek())) ? tradeRows.peek() : null;
			EventRow event = symbol.equals(symbolOf(eventRows.peek())) ? eventRows.peek() : null;
			if (trade != null && (event == null || trade.version() <= event.version())) {
				proof.trade(trade);
				count(trade);
				tradeRows.next();
			}
			else if (event != null) {
				proof.event(event);
				this.events++;
				eventRows.next();
			}
			else {
				return;
			}
		}
	}

	private void count(TradeRow trade) {
		this.trades++;
		if (trade.quantity() >= 1 && trade.quantity() <= Quantity.MAX_SHARES) {
			this.shares += trade.quantity();
		}
		this.progress.step();
	}

	private void tellOrphans(String symbol, Rows<TradeRow> tradeRows, Rows<EventRow> eventRows) throws SQLException {
		Object first = symbol.equals(symbolOf(tradeRows.peek())) ? tradeRows.peek() : eventRows.peek();
		long orphanTrades = 0;
		for (; symbol.equals(symbolOf(tradeRows.peek())); orphanTrades++) {
			count(tradeRows.next());
		}
		long orphanEvents = 0;
		for (; symbol.equals(symbolOf(eventRows.peek())); orphanEvents++) {
			eventRows.next();
			this.events++;
		}
		this.faults.add(Objects.requireNonNull(first), "a stock", symbol,
				"none (but " + orphanTrades + " trades and " + orphanEvents + " events of it)");
	}

	/** Both ways: none may be missing, and none may be too many. */
	private void proveCandles() throws SQLException {
		this.progress.now("candles");
		try (Rows<CandleRow> found = this.ledger.candles(); Rows<CandleRow> expected = this.ledger.candlesOfTrades()) {
			while (found.peek() != null || expected.peek() != null) {
				int order = Objects.compare(found.peek(), expected.peek(), Comparator.nullsLast(CANDLES));
				CandleRow expectedCandle = (order >= 0) ? expected.next() : null;
				CandleRow foundCandle = (order <= 0) ? found.next() : null;
				if (foundCandle != null) {
					this.candles++;
				}
				if (!Objects.equals(expectedCandle, foundCandle)) {
					tell(expectedCandle, foundCandle);
				}
			}
		}
	}

	private void tell(@Nullable CandleRow expected, @Nullable CandleRow found) {
		CandleRow entry = Objects.requireNonNull((found != null) ? found : expected);
		this.faults.add(entry, "content", (expected != null) ? expected.content() : "of no trade at all, so no candle",
				(found != null) ? found.content() : "no candle");
	}

	private void proveIds() throws SQLException {
		this.progress.now("client order ids");
		try (Rows<RepeatedId> repeated = this.ledger.repeatedIds()) {
			while (repeated.peek() != null) {
				RepeatedId id = repeated.next();
				this.faults.add("client order id " + id.id(), "trades with it", "1",
						id.trades() + ", among them " + id.one() + " and " + id.other());
			}
		}
	}

	/** The first symbol that is left in any of the tables; null if none is. */
	private static @Nullable String first(Rows<StockRow> stocks, Rows<TradeRow> trades, Rows<EventRow> events) {
		return Stream.<@Nullable String>of(symbolOf(stocks.peek()), symbolOf(trades.peek()), symbolOf(events.peek()))
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

	private static @Nullable String symbolOf(@Nullable StockRow row) {
		return (row != null) ? row.symbol() : null;
	}

	private static @Nullable String symbolOf(@Nullable TradeRow row) {
		return (row != null) ? row.symbol() : null;
	}

	private static @Nullable String symbolOf(@Nullable EventRow row) {
		return (row != null) ? row.symbol() : null;
	}

}
