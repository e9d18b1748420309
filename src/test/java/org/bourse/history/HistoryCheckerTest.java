package org.bourse.history;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

import org.bourse.history.History.Outcome;
import org.bourse.history.History.TradeOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A checker that cannot fail is worthless: each test has one thing wrong.
 */
class HistoryCheckerTest {

	private static final TradeOrder A = new TradeOrder("a", "ACME", 5, "BUY");

	private static final TradeOrder B = new TradeOrder("b", "ACME", 3, "SELL");

	private final History history = new History();

	@TempDir
	Path folder;

	private String url;

	private Connection ledger;

	@BeforeEach
	void makeALedger() throws Exception {
		this.url = "jdbc:sqlite:" + this.folder.resolve("ledger.db");
		this.ledger = DriverManager.getConnection(this.url);
		try (InputStream tables = getClass().getResourceAsStream("/db/migration/sqlite/V1__ledger.sql")) {
			String script = new String(tables.readAllBytes(), StandardCharsets.UTF_8);
			// No semicolon of it stands inside a statement.
			for (String statement : script.replaceAll("--[^\n]*", "").split(";")) {
				if (!statement.isBlank()) {
					execute(statement);
				}
			}
		}
		// What these would refuse is what the checker has to find.
		execute("DROP INDEX trade_client_order_id");
		execute("PRAGMA ignore_check_constraints = ON");
		execute("PRAGMA foreign_keys = OFF");
	}

	@AfterEach
	void close() throws SQLException {
		this.ledger.close();
	}

	private void execute(String sql) throws SQLException {
		try (Statement statement = this.ledger.createStatement()) {
			statement.execute(sql);
		}
	}

	/** ACME as it must be after these trades. */
	private void stock(long volume, long trades) throws SQLException {
		stock(volume, trades, 20260102, trades + 1);
	}

	private void stock(long volume, long trades, int session, long version) throws SQLException {
		execute("INSERT INTO stock VALUES ('ACME', 10000, " + volume + ", 10, NULL, NULL, NULL, " + session + ", "
				+ trades + ", " + version + ")");
	}

	private void trade(long sequence, TradeOrder order, long volumeAfter) throws SQLException {
		trade(sequence, order, volumeAfter, 20260102, sequence + 1);
	}

	private void trade(long sequence, TradeOrder order, long volumeAfter, int session, long version)
			throws SQLException {
		String id = (order.id() != null) ? "'" + order.id() + "'" : "NULL";
		execute("INSERT INTO trade VALUES ('" + order.symbol() + "', " + sequence + ", " + session + ", '"
				+ order.side() + "', " + order.quantity() + ", 10000, " + volumeAfter + ", 10, " + version + ", " + id
				+ ", 'node', 0)");
	}

	private void sent(TradeOrder order, long calledNanos, long returnedNanos, Outcome outcome) {
		this.history.call(order, calledNanos).answered(outcome, returnedNanos);
	}

	private void lost(TradeOrder order, long calledNanos) {
		this.history.call(order, calledNanos);
	}

	private List<String> violations() throws SQLException {
		return HistoryChecker.violations(this.history, this.url);
	}

	@Test
	void aHistoryThatTheLedgerConfirmsHasNoViolations() throws Exception {
		TradeOrder retried = new TradeOrder("retried", "ACME", 2, "BUY");
		TradeOrder tooMuch = new TradeOrder("tooMuch", "ACME", 9, "BUY");
		TradeOrder lostForEver = new TradeOrder("lost", "ACME", 1, "BUY");
		sent(A, 10, 20, Outcome.EXECUTED);
		sent(B, 15, 30, Outcome.EXECUTED);
		sent(tooMuch, 30, 40, Outcome.REFUSED);
		lost(lostForEver, 35);
		sent(retried, 40, 50, Outcome.NOT_APPLIED);
		sent(retried, 60, 70, Outcome.UNKNOWN);
		sent(retried, 80, 90, Outcome.REFUSED);
		sent(retried, 95, 99, Outcome.EXECUTED);
		sent(retried, 100, 110, Outcome.EXECUTED);
		trade(1, B, 3);
		trade(2, A, 8);
		trade(3, retried, 10);
		stock(10, 3);
		this.history.saw("client", "node", "ACME", 0);
		this.history.saw("client", "node", "ACME", 4);
		this.history.saw("client", "otherNode", "ACME", 3);
		this.history.saw("otherClient", "node", "ACME", 3);
		this.history.saw("client", "node", "ACME", 4);
		assertThat(violations()).isEmpty();
	}

	@Test
	void anUnknownOrderMayHaveBeenExecuted() throws Exception {
		lost(A, 10);
		trade(1, A, 5);
		stock(5, 1);
		assertThat(violations()).isEmpty();
	}

	@Test
	void aNewSessionBeginsWithoutVolume() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		sent(B, 30, 40, Outcome.EXECUTED);
		trade(1, A, 5, 20260102, 2);
		trade(2, B, 3, 20260103, 4);
		stock(0, 2, 20260104, 5);
		assertThat(violations()).isEmpty();
	}

	@Test
	void anExecutedOrderIsMissing() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		stock(0, 0);
		assertThat(violations()).containsExactly("id a was executed, but stands in the ledger 0 times");
	}

	@Test
	void anExecutedOrderThatWasUnknownFirstIsMissing() throws Exception {
		lost(A, 10);
		sent(A, 30, 40, Outcome.EXECUTED);
		stock(0, 0);
		assertThat(violations()).containsExactly("id a was executed, but stands in the ledger 0 times");
	}

	@Test
	void anExecutedOrderStandsTwice() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		trade(1, A, 5);
		trade(2, A, 10);
		stock(10, 2);
		assertThat(violations()).containsExactly("id a was executed, but stands in the ledger 2 times ACME-1 ACME-2");
	}

	@Test
	void anUnknownOrderStandsTwice() throws Exception {
		lost(A, 10);
		trade(1, A, 5);
		trade(2, A, 10);
		stock(10, 2);
		assertThat(violations())
			.containsExactly("id a may have been executed, but stands in the ledger 2 times ACME-1 ACME-2");
	}

	@Test
	void aRefusedOrderStandsInTheLedger() throws Exception {
		sent(A, 10, 20, Outcome.REFUSED);
		trade(1, A, 5);
		stock(5, 1);
		assertThat(violations())
			.containsExactly("id a was refused or not applied, but stands in the ledger 1 times ACME-1");
	}

	@Test
	void anOrderThatWasNotAppliedStandsInTheLedger() throws Exception {
		sent(A, 10, 20, Outcome.NOT_APPLIED);
		sent(A, 30, 40, Outcome.REFUSED);
		trade(1, A, 5);
		stock(5, 1);
		assertThat(violations())
			.containsExactly("id a was refused or not applied, but stands in the ledger 1 times ACME-1");
	}

	@Test
	void anExecutedOrderIsRefusedLater() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		sent(A, 30, 40, Outcome.REFUSED);
		trade(1, A, 5);
		stock(5, 1);
		assertThat(violations()).containsExactly("id a was refused when asked for at 30 ns, but was executed by 20 ns");
	}

	@Test
	void anOrderStandsWithAnotherQuantity() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		trade(1, new TradeOrder("a", "ACME", 4, "BUY"), 4);
		stock(4, 1);
		assertThat(violations()).containsExactly("id a was sent as BUY 5 ACME, but ACME-1 is BUY 4 ACME");
	}

	@Test
	void anUnknownOrderStandsWithAnotherSide() throws Exception {
		lost(A, 10);
		trade(1, new TradeOrder("a", "ACME", 5, "SELL"), 5);
		stock(5, 1);
		assertThat(violations()).containsExactly("id a was sent as BUY 5 ACME, but ACME-1 is SELL 5 ACME");
	}

	@Test
	void anOrderStandsWithAnotherSymbol() throws Exception {
		sent(new TradeOrder("a", "Other", 5, "BUY"), 10, 20, Outcome.EXECUTED);
		trade(1, A, 5);
		stock(5, 1);
		assertThat(violations()).containsExactly("id a was sent as BUY 5 Other, but ACME-1 is BUY 5 ACME");
	}

	@Test
	void aTradeWasSentByNobody() throws Exception {
		trade(1, A, 5);
		stock(5, 1);
		assertThat(violations()).containsExactly("ACME-1 with id a was sent by nobody");
	}

	@Test
	void aTradeWithoutIdWasSentByNobody() throws Exception {
		trade(1, new TradeOrder(null, "ACME", 5, "BUY"), 5);
		stock(5, 1);
		assertThat(violations()).containsExactly("ACME-1 with id null was sent by nobody");
	}

	@Test
	void theSequenceHasAHole() throws Exception {
		lost(A, 10);
		lost(B, 10);
		trade(1, A, 5);
		trade(3, B, 8);
		stock(8, 2, 20260102, 4);
		assertThat(violations()).containsExactly("ACME-3 stands where ACME-2 should be");
	}

	@Test
	void theSequenceDoesNotBeginWithOne() throws Exception {
		lost(A, 10);
		trade(2, A, 5);
		stock(5, 1, 20260102, 3);
		assertThat(violations()).containsExactly("ACME-2 stands where ACME-1 should be");
	}

	@Test
	void theVolumeIsNotTheSum() throws Exception {
		lost(A, 10);
		lost(B, 10);
		trade(1, A, 5);
		trade(2, B, 7);
		stock(7, 2);
		assertThat(violations()).containsExactly("ACME-2 left a volume of 7, but the sum is 8");
	}

	@Test
	void theVolumeIsAboveTheLimit() throws Exception {
		TradeOrder big = new TradeOrder("big", "ACME", 6, "BUY");
		lost(A, 10);
		lost(big, 10);
		trade(1, A, 5);
		trade(2, big, 11);
		stock(11, 2);
		assertThat(violations()).containsExactly("ACME-2 left a volume of 11, above the limit of 10");
	}

	@Test
	void aVersionIsMadeTwice() throws Exception {
		lost(A, 10);
		lost(B, 10);
		trade(1, A, 5, 20260102, 3);
		trade(2, B, 8, 20260102, 3);
		stock(8, 2);
		assertThat(violations()).containsExactly("ACME-2 made version 3 after version 3");
	}

	@Test
	void aSessionComesAfterALaterOne() throws Exception {
		lost(A, 10);
		lost(B, 10);
		trade(1, A, 5, 20260102, 2);
		trade(2, B, 3, 20260101, 3);
		stock(3, 2, 20260101, 3);
		assertThat(violations()).containsExactly("ACME-2 is of session 20260101 after session 20260102");
	}

	@Test
	void aTradeComesBeforeOneThatWasAnsweredBeforeItWasCalled() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		sent(B, 21, 30, Outcome.EXECUTED);
		trade(1, B, 3);
		trade(2, A, 8);
		stock(8, 2);
		assertThat(violations()).containsExactly("ACME-1 was called at 21 ns, but ACME-2 was answered at 20 ns");
	}

	@Test
	void anUnknownTradeComesBeforeOneThatWasAnsweredBeforeItWasCalled() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		lost(B, 21);
		trade(1, B, 3);
		trade(2, A, 8);
		stock(8, 2);
		assertThat(violations()).containsExactly("ACME-1 was called at 21 ns, but ACME-2 was answered at 20 ns");
	}

	@Test
	void ofARepeatedOrderAnyAttemptMayBeTheOneThatWasExecuted() throws Exception {
		lost(B, 5);
		sent(A, 10, 20, Outcome.EXECUTED);
		sent(B, 21, 30, Outcome.EXECUTED);
		sent(A, 40, 50, Outcome.EXECUTED);
		trade(1, B, 3);
		trade(2, A, 8);
		stock(8, 2);
		assertThat(violations()).isEmpty();
	}

	@Test
	void ofARepeatedOrderTheFirstAnswerCounts() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		sent(A, 40, 50, Outcome.EXECUTED);
		sent(B, 30, 35, Outcome.EXECUTED);
		trade(1, B, 3);
		trade(2, A, 8);
		stock(8, 2);
		assertThat(violations()).containsExactly("ACME-1 was called at 30 ns, but ACME-2 was answered at 20 ns");
	}

	@Test
	void theOrderIsHeldAgainstAllLaterTradesNotOnlyTheNext() throws Exception {
		TradeOrder between = new TradeOrder("between", "ACME", 1, "BUY");
		sent(A, 10, 20, Outcome.EXECUTED);
		sent(between, 10, 90, Outcome.EXECUTED);
		sent(B, 30, 40, Outcome.EXECUTED);
		trade(1, B, 3);
		trade(2, between, 4);
		trade(3, A, 9);
		stock(9, 3);
		assertThat(violations()).containsExactly("ACME-1 was called at 30 ns, but ACME-3 was answered at 20 ns");
	}

	@Test
	void thePresentVolumeIsNotThatOfTheLastTrade() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		trade(1, A, 5);
		stock(6, 1);
		assertThat(violations()).containsExactly("ACME has a volume of 6, but its last trade left 5");
	}

	@Test
	void anUntradedStockHasAVolume() throws Exception {
		stock(6, 0);
		assertThat(violations()).containsExactly("ACME has a volume of 6, but its last trade left 0");
	}

	@Test
	void theStockCountsAnotherNumberOfTrades() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		trade(1, A, 5);
		stock(5, 2);
		assertThat(violations()).containsExactly("ACME counts 2 trades, but the ledger has 1");
	}

	@Test
	void thePresentVersionIsBelowThatOfTheLastTrade() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		trade(1, A, 5);
		stock(5, 1, 20260102, 1);
		assertThat(violations()).containsExactly("ACME has version 1, but its last trade made version 2");
	}

	@Test
	void aTradedStockIsNotThere() throws Exception {
		sent(A, 10, 20, Outcome.EXECUTED);
		trade(1, A, 5);
		assertThat(violations()).containsExactly("ACME was traded, but is no stock");
	}

	@Test
	void aVersionGoesBack() throws Exception {
		stock(0, 0, 20260102, 5);
		this.history.saw("client", "node", "ACME", 4);
		this.history.saw("client", "node", "ACME", 3);
		assertThat(violations()).containsExactly("client saw version 3 of ACME on node after version 4");
	}

	@Test
	void aVersionWasSeenThatIsNotInTheLedger() throws Exception {
		stock(0, 0, 20260102, 5);
		this.history.saw("client", "node", "ACME", 6);
		assertThat(violations())
			.containsExactly("client saw version 6 of ACME on node, but the ledger ends with version 5");
	}

	@Test
	void aClientWasSurprised() throws Exception {
		this.history.surprised("client was answered ERR");
		assertThat(violations()).containsExactly("client was answered ERR");
	}

}
