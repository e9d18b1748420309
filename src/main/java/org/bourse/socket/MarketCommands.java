package org.bourse.socket;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import org.bourse.access.Role;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Halt;
import org.bourse.domain.HaltReason;
import org.bourse.domain.InvalidValueException;
import org.bourse.domain.MarketException;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Resumption;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.domain.TradeResult;
import org.bourse.log.FaultLog;
import org.bourse.metrics.Outcome;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.socket.Command.Argument;
import org.slf4j.LoggerFactory;

import org.jspecify.annotations.Nullable;

/**
 * The commands that ask something of the market. A request is understood first and looked
 * up second: of a bad quantity for an unknown stock, the quantity is answered.
 */
final class MarketCommands {

	private static final FaultLog mistakes = new FaultLog(LoggerFactory.getLogger(MarketCommands.class));

	private static final String GROUP = "market";

	private static final int EXECUTED = 1;

	private static final int REFUSED = 0;

	private static final int UNKNOWN_STOCK = -1;

	private static final int INVALID_PRICE = -2;

	private static final int INVALID_QUANTITY = -3;

	private static final int TRADE_WITHOUT_ID = 4;

	private static final int TRADE_WITH_ID = 6;

	private static final int HALT_WITHOUT_TIME = 3;

	private static final int HALT_WITH_TIME = 5;

	private static final int RESUME_PLAIN = 2;

	private static final int RESUME_WITH_RESET = 3;

	private static final int RESUME_WITH_LIMIT = 4;

	private final StockRepository repository;

	private final PriceReplies prices;

	MarketCommands(StockRepository repository) {
		this.repository = repository;
		this.prices = new PriceReplies(repository);
	}

	List<Command> commands() {
		Argument symbol = Argument.of("symbol");
		return List.of(
				new Command("LOOKUP", GROUP, Role.READ, "The last price of a stock; -1 if there is no such stock", 2, 2,
						(Command.Immediate) this::lookup, symbol),
				new Command("QUOTE", GROUP, Role.READ, "All about a stock; null if there is no such stock", 2, 2,
						(Command.Immediate) this::quote, symbol),
				new Command("LIST", GROUP, Role.READ, "The symbols of all stocks, or of those that begin with a prefix",
						1, 2, (Command.Immediate) this::list, Argument.of("prefix").whenGiven()),
				new Command("TRADE", GROUP, Role.TRADE,
						"Trades at the last price: 1 executed, 0 refused, -1 no such stock, -3 invalid quantity",
						TRADE_WITHOUT_ID, TRADE_WITH_ID, (Command.Overlapping) this::trade, symbol,
						Argument.of("quantity"), Argument.oneOf("side", "BUY", "SELL"),
						Argument.of("client-order-id").after("ID").whenGiven()),
				new Command("UPDATE", GROUP, Role.FEED,
						"Replaces the last price: 1 updated, -1 no such stock, -2 invalid price", 3, 3,
						(Command.Overlapping) this::update, symbol, Argument.of("price")),
				new Command("HALT", GROUP, Role.ADMIN,
						"Stops trading in a stock, until it is resumed; -1 if there is no such stock",
						HALT_WITHOUT_TIME, HALT_WITH_TIME, (Command.Overlapping) this::halt, symbol,
						Argument.oneOf("reason", "ADMIN", "NEWS", "REGULATORY"),
						Argument.of("time").after("UNTIL").whenGiven()),
				new Command("RESUME", GROUP, Role.ADMIN,
						"Ends a halt, with another volume limit or the volume at 0 if it has to be; -1 if there is no "
								+ "such stock",
						RESUME_PLAIN, RESUME_WITH_LIMIT, (Command.Overlapping) this::resume, symbol,
						Argument.oneOf("volume", "LIMIT n", "RESET").whenGiven()));
	}

	private Outcome lookup(Request request, Session session, ReplyWriter reply) {
		if (!this.prices.write(request, 1, reply)) {
			reply.integer(UNKNOWN_STOCK);
			return Outcome.UNKNOWN_STOCK;
		}
		return Outcome.OK;
	}

	private Outcome quote(Request request, Session session, ReplyWriter reply) {
		Stock stock = find(request.text(1));
		if (stock == null) {
			reply.nullArray();
			return Outcome.UNKNOWN_STOCK;
		}
		Halt halt = stock.halt();
		Instant resumeAt = (halt != null) ? halt.resumeAt() : null;
		Duration age = this.repository.age();
		reply.map(7 + ((halt != null) ? 1 : 0) + ((resumeAt != null) ? 1 : 0) + ((age != null) ? 1 : 0));
		reply.bulkString("symbol");
		reply.bulkString(stock.symbol().value());
		reply.bulkString("price");
		reply.bulkString(stock.price().toString());
		reply.bulkString("volume");
		reply.integer(stock.volume());
		reply.bulkString("limit");
		reply.integer(stock.volumeLimit());
		reply.bulkString("status");
		reply.bulkString(stock.status().name());
		reply.bulkString("reason");
		reply.bulkStringOrNull((halt != null) ? halt.reason().name() : null);
		reply.bulkString("version");
		reply.integer(stock.version());
		if (halt != null) {
			reply.bulkString("since");
			reply.bulkString(halt.since().toString());
		}
		if (resumeAt != null) {
			reply.bulkString("resume");
			reply.bulkString(resumeAt.toString());
		}
		if (age != null) {
			reply.bulkString("age");
			reply.integer(age.toMillis());
		}
		return Outcome.OK;
	}

	private Outcome list(Request request, Session session, ReplyWriter reply) {
		String prefix = (request.size() > 1) ? request.text(1) : "";
		List<Stock> stocks = Symbol.isPrefix(prefix) ? this.repository.startingWith(prefix, null) : List.of();
		reply.array(stocks.size());
		stocks.forEach((stock) -> reply.bulkString(stock.symbol().value()));
		return Outcome.OK;
	}

	private @Nullable Stock find(String symbol) {
		return Symbol.isWellFormed(symbol) ? this.repository.find(new Symbol(symbol)) : null;
	}

	private CompletableFuture<Answer> trade(Request request, Session session) {
		boolean withId = request.size() == TRADE_WITH_ID;
		if (withId ? !request.upperCaseText(4).equals("ID") : request.size() != TRADE_WITHOUT_ID) {
			return completed(syntaxError("TRADE symbol quantity BUY|SELL [ID client-order-id]"));
		}
		Order order;
		try {
			Side side = Side.parse(request.upperCaseText(3));
			Quantity quantity = Quantity.parse(request.text(2));
			ClientOrderId id = withId ? new ClientOrderId(request.text(5)) : null;
			order = new Order(new Symbol(request.text(1)), quantity, side, id);
		}
		catch (InvalidValueException ex) {
			return completed(invalid(ex));
		}
		return answer(this.repository.trade(order), MarketCommands::traded);
	}

	private CompletableFuture<Answer> update(Request request, Session session) {
		Symbol symbol;
		Price price;
		try {
			price = Price.parse(request.text(2));
			symbol = new Symbol(request.text(1));
		}
		catch (InvalidValueException ex) {
			return completed(invalid(ex));
		}
		return answer(this.repository.update(symbol, price), (stock) -> Answer.integer(Outcome.OK, EXECUTED));
	}

	private CompletableFuture<Answer> halt(Request request, Session session) {
		boolean withTime = request.size() == HALT_WITH_TIME;
		if (withTime ? !request.upperCaseText(3).equals("UNTIL") : request.size() != HALT_WITHOUT_TIME) {
			return completed(syntaxError("HALT symbol ADMIN|NEWS|REGULATORY [UNTIL time]"));
		}
		Symbol symbol;
		HaltReason reason;
		Instant resumeAt;
		try {
			reason = HaltReason.parse(request.upperCaseText(2));
			resumeAt = withTime ? Halt.parseResumeTime(request.text(4), Instant.now()) : null;
			symbol = new Symbol(request.text(1));
		}
		catch (InvalidValueException ex) {
			return completed(invalid(ex));
		}
		return answer(this.repository.halt(symbol, reason, resumeAt, session.actor()), (stock) -> Answer.ok());
	}

	private CompletableFuture<Answer> resume(Request request, Session session) {
		Symbol symbol;
		Resumption resumption;
		try {
			resumption = resumption(request);
			symbol = new Symbol(request.text(1));
		}
		catch (InvalidValueException ex) {
			return completed(invalid(ex));
		}
		if (resumption == null) {
			return completed(syntaxError("RESUME symbol [LIMIT n|RESET]"));
		}
		return answer(this.repository.resume(symbol, resumption, session.actor()), (stock) -> Answer.ok());
	}

	/** How RESUME is to go on; null if it does not say so. */
	private static @Nullable Resumption resumption(Request request) {
		String option = (request.size() > RESUME_PLAIN) ? request.upperCaseText(2) : "";
		return switch (request.size()) {
			case RESUME_PLAIN -> Resumption.PLAIN;
			case RESUME_WITH_RESET -> option.equals("RESET") ? Resumption.RESET : null;
			default -> option.equals("LIMIT") ? Resumption.withLimit(Stock.parseVolumeLimit(request.text(3))) : null;
		};
	}

	private static Answer syntaxError(String usage) {
		return Answer.error(Outcome.INVALID, "ERR syntax error, usage: " + usage);
	}

	private static Answer traded(TradeResult result) {
		return switch (result.outcome()) {
			case EXECUTED -> Answer.integer(Outcome.OK, EXECUTED);
			case HALTED, LIMIT_EXCEEDED -> Answer.integer(Outcome.REFUSED, REFUSED);
		};
	}

	private static Answer invalid(InvalidValueException ex) {
		return switch (ex.field()) {
			// No stock can have such a name, so it is the name of an unknown stock.
			case SYMBOL -> Answer.integer(Outcome.UNKNOWN_STOCK, UNKNOWN_STOCK);
			case PRICE -> Answer.integer(Outcome.INVALID, INVALID_PRICE);
			case QUANTITY -> Answer.integer(Outcome.INVALID, INVALID_QUANTITY);
			case SIDE, CLIENT_ORDER_ID, VOLUME_LIMIT, HALT_REASON, RESUME_TIME, CANDLE_INTERVAL ->
				Answer.error(Outcome.INVALID, "ERR " + ex.getMessage());
		};
	}

	private static Answer failed(MarketException ex) {
		return switch (ex.fault()) {
			case UNKNOWN_STOCK -> Answer.integer(Outcome.UNKNOWN_STOCK, UNKNOWN_STOCK);
			case CLIENT_ORDER_ID_REUSED -> Answer.error(Outcome.INVALID, "IDMISMATCH " + ex.getMessage());
			case NOT_RESUMABLE -> Answer.error(Outcome.REFUSED, "ERR " + ex.getMessage());
			case BUSY -> Answer.error(Outcome.BUSY, "BUSY " + ex.getMessage());
			case UNAVAILABLE -> Answer.error(Outcome.UNAVAILABLE, "UNAVAILABLE " + ex.getMessage());
			case OUTCOME_UNKNOWN -> Answer.error(Outcome.OUTCOME_UNKNOWN, "UNKNOWN " + ex.getMessage());
		};
	}

	private static <T> CompletableFuture<Answer> answer(CompletableFuture<T> written, Function<T, Answer> answer) {
		return written.handle((value, failure) -> (failure != null) ? failed(failure) : answer.apply(value));
	}

	private static Answer failed(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof MarketException fault) {
			return failed(fault);
		}
		mistakes.error(() -> "A write failed in a way that the store does not know", cause);
		return Answer.error(Outcome.ERROR, "UNKNOWN internal error; it may have been applied");
	}

	private static CompletableFuture<Answer> completed(Answer answer) {
		return CompletableFuture.completedFuture(answer);
	}

}
