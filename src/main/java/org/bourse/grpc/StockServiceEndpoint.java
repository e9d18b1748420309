package org.bourse.grpc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketException;
import org.bourse.domain.MarketHistory;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Renderings;
import org.bourse.domain.Resumption;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.metrics.Outcome;
import org.bourse.metrics.RequestMeter;
import org.bourse.proto.v1.HaltRequest;
import org.bourse.proto.v1.HaltResponse;
import org.bourse.proto.v1.ListCandlesRequest;
import org.bourse.proto.v1.ListCandlesResponse;
import org.bourse.proto.v1.ListStocksRequest;
import org.bourse.proto.v1.ListStocksResponse;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.ResumeRequest;
import org.bourse.proto.v1.ResumeResponse;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;
import org.bourse.proto.v1.TradeStreamRequest;
import org.bourse.proto.v1.TradeStreamResponse;
import org.bourse.proto.v1.UpdateRequest;
import org.bourse.proto.v1.UpdateResponse;
import org.bourse.proto.v1.WatchRequest;
import org.bourse.proto.v1.WatchResponse;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC service. No method blocks: writes are answered on the store's thread. It needs
 * {@link CallContext} around it.
 */
final class StockServiceEndpoint extends StockServiceGrpc.StockServiceImplBase {

	static final String DOOR = "grpc";

	private static final int MAX_PAGE_SIZE = 1000;

	private static final int MAX_WATCHED = 1000;

	private final StockRepository repository;

	private final MarketHistory history;

	private final QuoteFeed feed;

	private final Streams streams;

	private final LookupResponses responses;

	private final Renderings<WatchResponse> watchResponses = new Renderings<>(Messages::watchResponse);

	private final RequestMeter lookups;

	private final RequestMeter trades;

	private final RequestMeter updates;

	private final RequestMeter lists;

	private final RequestMeter halts;

	private final RequestMeter resumes;

	private final RequestMeter watches;

	private final RequestMeter candles;

	StockServiceEndpoint(StockRepository repository, MarketHistory history, QuoteFeed feed, Streams streams,
			MeterRegistry registry) {
		this.repository = repository;
		this.history = history;
		this.feed = feed;
		this.streams = streams;
		this.responses = new LookupResponses(repository);
		this.lookups = new RequestMeter(registry, DOOR, "lookup");
		this.trades = new RequestMeter(registry, DOOR, "trade");
		this.updates = new RequestMeter(registry, DOOR, "update");
		this.lists = new RequestMeter(registry, DOOR, "list");
		this.halts = new RequestMeter(registry, DOOR, "halt");
		this.resumes = new RequestMeter(registry, DOOR, "resume");
		this.watches = new RequestMeter(registry, DOOR, "watch");
		this.candles = new RequestMeter(registry, DOOR, "candles");
	}

	@Override
	public void lookup(LookupRequest request, StreamObserver<LookupResponse> observer) {
		Call<LookupResponse> call = new Call<>(observer, this.lookups);
		LookupResponse response = this.responses.find(request.getSymbol());
		if (response == null) {
			call.fail(unknown(request.getSymbol()));
			return;
		}
		Duration age = this.repository.age();
		call.answer(Outcome.OK, (age == null) ? response : response.toBuilder().setAge(Messages.duration(age)).build());
	}

	private static Fault unknown(String name) {
		Fields fields = new Fields();
		Symbol symbol = fields.read(() -> new Symbol(name));
		return (symbol != null) ? Fault.of(MarketException.unknownStock(symbol)) : fields.fault();
	}

	@Override
	public void trade(TradeRequest request, StreamObserver<TradeResponse> observer) {
		Call<TradeResponse> call = new Call<>(observer, this.trades);
		Fields fields = new Fields();
		Order order = Messages.order(request, fields);
		if (order == null) {
			call.fail(fields.fault());
			return;
		}
		call.answer(this.repository.trade(order), Messages::measured, Messages::tradeResponse);
	}

	@Override
	public void update(UpdateRequest request, StreamObserver<UpdateResponse> observer) {
		Call<UpdateResponse> call = new Call<>(observer, this.updates);
		Fields fields = new Fields();
		Symbol symbol = fields.read(() -> new Symbol(request.getSymbol()));
		Price price = fields.read(() -> Price.parse(request.getPrice()));
		if (symbol == null || price == null) {
			call.fail(fields.fault());
			return;
		}
		call.answer(this.repository.update(symbol, price), (stock) -> Outcome.OK,
				(stock) -> UpdateResponse.newBuilder().setStock(Messages.stock(stock)).build());
	}

	@Override
	public void halt(HaltRequest request, StreamObserver<HaltResponse> observer) {
		Call<HaltResponse> call = new Call<>(observer, this.halts);
		Fields fields = new Fields();
		Symbol symbol = fields.read(() -> new Symbol(request.getSymbol()));
		HaltReason reason = fields.read(() -> Messages.haltReason(request));
		Instant resumeAt = request.hasResumeTime() ? fields.read(() -> Messages.resumeTime(request, Instant.now()))
				: null;
		if (symbol == null || reason == null || fields.areInvalid()) {
			call.fail(fields.fault());
			return;
		}
		call.answer(this.repository.halt(symbol, reason, resumeAt, CallContext.actor()), (stock) -> Outcome.OK,
				(stock) -> HaltResponse.newBuilder().setStock(Messages.stock(stock)).build());
	}

	@Override
	public void resume(ResumeRequest request, StreamObserver<ResumeResponse> observer) {
		Call<ResumeResponse> call = new Call<>(observer, this.resumes);
		Fields fields = new Fields();
		Symbol symbol = fields.read(() -> new Symbol(request.getSymbol()));
		Resumption resumption = fields.read(() -> Messages.resumption(request));
		if (symbol == null || resumption == null) {
			call.fail(fields.fault());
			return;
		}
		call.answer(this.repository.resume(symbol, resumption, CallContext.actor()), (stock) -> Outcome.OK,
				(stock) -> ResumeResponse.newBuilder().setStock(Messages.stock(stock)).build());
	}

	@Override
	public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
		Call<WatchResponse> call = new Call<>(observer, this.watches);
		Fault fault = watch(request.getSymbolsList(), new WatchStream(observer, this.watchResponses, this.streams));
		if (fault != null) {
			call.fail(fault);
		}
		else {
			call.taken();
		}
	}

	/** Why the call is not taken; null if it is. */
	private @Nullable Fault watch(List<String> names, WatchStream stream) {
		Fields fields = new Fields();
		if (names.size() > MAX_WATCHED) {
			fields.violated("symbols", "TOO_MANY_SYMBOLS",
					"symbols must be at most " + MAX_WATCHED + ", or none for all stocks; there are " + names.size());
			return fields.fault();
		}
		Set<Symbol> symbols = fields.readSymbols(names);
		if (fields.areInvalid()) {
			return fields.fault();
		}
		for (Symbol symbol : symbols) {
			if (this.repository.find(symbol) == null) {
				return Fault.of(MarketException.unknownStock(symbol));
			}
		}
		return stream.begin((onPending) -> symbols.isEmpty() ? this.feed.subscribeToPrefix("", onPending)
				: this.feed.subscribe(symbols, onPending));
	}

	@Override
	public StreamObserver<TradeStreamRequest> tradeStream(StreamObserver<TradeStreamResponse> observer) {
		TradeStream stream = new TradeStream(observer, this.repository, this.streams, this.trades);
		stream.begin();
		return stream;
	}

	@Override
	public void listStocks(ListStocksRequest request, StreamObserver<ListStocksResponse> observer) {
		Call<ListStocksResponse> call = new Call<>(observer, this.lists);
		Fields fields = new Fields();
		if (!Symbol.isPrefix(request.getPrefix())) {
			fields.violated("prefix", "PREFIX_INVALID", "prefix must be the beginning of a symbol");
		}
		int pageSize = fields.readPageSize(request.getPageSize(), MAX_PAGE_SIZE);
		if (!request.getPageToken().isEmpty() && !Symbol.isWellFormed(request.getPageToken())) {
			fields.violated("page_token", "PAGE_TOKEN_INVALID", "page token must be one that was returned");
		}
		if (fields.areInvalid()) {
			call.fail(fields.fault());
			return;
		}
		call.answer(Outcome.OK, page(request, pageSize));
	}

	private ListStocksResponse page(ListStocksRequest request, int pageSize) {
		// The token is the last symbol of the page before.
		Symbol after = request.getPageToken().isEmpty() ? null : new Symbol(request.getPageToken());
		List<Stock> matching = this.repository.startingWith(request.getPrefix(), after);
		boolean more = matching.size() > pageSize;
		List<Stock> page = more ? matching.subList(0, pageSize) : matching;
		ListStocksResponse.Builder response = ListStocksResponse.newBuilder();
		page.forEach((stock) -> response.addStocks(Messages.stock(stock)));
		Duration age = this.repository.age();
		if (age != null) {
			response.setAge(Messages.duration(age));
		}
		if (more) {
			response.setNextPageToken(page.get(pageSize - 1).symbol().value());
		}
		return response.build();
	}

	@Override
	public void listCandles(ListCandlesRequest request, StreamObserver<ListCandlesResponse> observer) {
		Call<ListCandlesResponse> call = new Call<>(observer, this.candles);
		Fields fields = new Fields();
		CandlePage page = CandlePage.read(request, fields);
		if (page == null) {
			call.fail(fields.fault());
			return;
		}
		call.answer(this.history.candles(page.symbol(), page.interval(), page.from(), page.until(), page.size()),
				(candles) -> Outcome.OK, page::response);
	}

}
