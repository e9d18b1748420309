package org.bourse.grpc;

import java.time.Duration;
import java.util.List;

import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.domain.ClientOrderId;
import org.bourse.domain.MarketException;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Stock;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.metrics.Outcome;
import org.bourse.metrics.RequestMeter;
import org.bourse.proto.v1.ListStocksRequest;
import org.bourse.proto.v1.ListStocksResponse;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;
import org.bourse.proto.v1.UpdateRequest;
import org.bourse.proto.v1.UpdateResponse;

/**
 * The gRPC service. No method blocks: writes are answered on the store's thread.
 */
final class StockServiceEndpoint extends StockServiceGrpc.StockServiceImplBase {

	static final String DOOR = "grpc";

	private static final int MAX_PAGE_SIZE = 1000;

	private final StockRepository repository;

	private final LookupResponses responses;

	private final RequestMeter lookups;

	private final RequestMeter trades;

	private final RequestMeter updates;

	private final RequestMeter lists;

	StockServiceEndpoint(StockRepository repository, MeterRegistry registry) {
		this.repository = repository;
		this.responses = new LookupResponses(repository);
		this.lookups = new RequestMeter(registry, DOOR, "lookup");
		this.trades = new RequestMeter(registry, DOOR, "trade");
		this.updates = new RequestMeter(registry, DOOR, "update");
		this.lists = new RequestMeter(registry, DOOR, "list");
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
		Symbol symbol = fields.read(() -> new Symbol(request.getSymbol()));
		Quantity quantity = fields.read(() -> new Quantity(request.getQuantity()));
		Side side = fields.read(() -> Messages.side(request));
		ClientOrderId id = request.getClientOrderId().isEmpty() ? null
				: fields.read(() -> new ClientOrderId(request.getClientOrderId()));
		if (symbol == null || quantity == null || side == null || fields.areInvalid()) {
			call.fail(fields.fault());
			return;
		}
		Order order = new Order(symbol, quantity, side, id);
		call.answer(this.repository.trade(order), (result) -> switch (result.outcome()) {
			case EXECUTED -> Outcome.OK;
			case HALTED, LIMIT_EXCEEDED -> Outcome.REFUSED;
		}, Messages::tradeResponse);
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
	public void listStocks(ListStocksRequest request, StreamObserver<ListStocksResponse> observer) {
		Call<ListStocksResponse> call = new Call<>(observer, this.lists);
		Fields fields = new Fields();
		if (!Symbol.isPrefix(request.getPrefix())) {
			fields.violated("prefix", "PREFIX_INVALID", "prefix must be the beginning of a symbol");
		}
		if (request.getPageSize() < 0 || request.getPageSize() > MAX_PAGE_SIZE) {
			fields.violated("page_size", "PAGE_SIZE_INVALID", "page size must be from 1 to " + MAX_PAGE_SIZE
					+ ", or 0 for " + MAX_PAGE_SIZE + "; it is " + request.getPageSize());
		}
		if (!request.getPageToken().isEmpty() && !Symbol.isWellFormed(request.getPageToken())) {
			fields.violated("page_token", "PAGE_TOKEN_INVALID", "page token must be one that was returned");
		}
		if (fields.areInvalid()) {
			call.fail(fields.fault());
			return;
		}
		call.answer(Outcome.OK, page(request));
	}

	private ListStocksResponse page(ListStocksRequest request) {
		// The token is the last symbol of the page before.
		Symbol after = request.getPageToken().isEmpty() ? null : new Symbol(request.getPageToken());
		List<Stock> matching = this.repository.startingWith(request.getPrefix(), after);
		int pageSize = (request.getPageSize() == 0) ? MAX_PAGE_SIZE : request.getPageSize();
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

}
