package org.bourse.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.bourse.client.ServerOptions.Address;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.bourse.proto.v1.HaltReason;
import org.bourse.proto.v1.ListStocksRequest;
import org.bourse.proto.v1.ListStocksResponse;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;
import org.bourse.proto.v1.UpdateRequest;

import org.jspecify.annotations.Nullable;

import org.springframework.grpc.client.GrpcChannelFactory;

/**
 * Through the gRPC door.
 */
final class GrpcStockClient implements StockClient {

	private static final Duration DEADLINE = Duration.ofSeconds(5);

	/** What Netty's native transport puts before the words of the operating system. */
	private static final Pattern NATIVE_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

	private static final Metadata.Key<byte[]> DETAILS = Metadata.Key.of("grpc-status-details-bin",
			Metadata.BINARY_BYTE_MARSHALLER);

	private final Address address;

	/** For the user of another door. */
	private final String hint;

	private final ManagedChannel channel;

	private final StockServiceBlockingStub stub;

	GrpcStockClient(GrpcChannelFactory channels, Address address, String otherwise) {
		this.address = address;
		this.hint = " (is this the gRPC door? " + otherwise + ")";
		this.channel = channels.createChannel("static://" + address);
		this.stub = StockServiceGrpc.newBlockingStub(this.channel);
	}

	@Override
	public Quote lookup(Symbol symbol) {
		LookupRequest request = LookupRequest.newBuilder().setSymbol(symbol.value()).build();
		LookupResponse response = read((service) -> service.lookup(request));
		return quote(response.getStock(), response.hasAge() ? millis(response.getAge()) : null);
	}

	@Override
	public TradeAnswer trade(Order order) {
		TradeRequest.Builder request = TradeRequest.newBuilder()
			.setSymbol(order.symbol().value())
			.setQuantity(order.quantity().shares())
			.setSide(switch (order.side()) {
				case BUY -> Side.SIDE_BUY;
				case SELL -> Side.SIDE_SELL;
			});
		if (order.clientOrderId() != null) {
			request.setClientOrderId(order.clientOrderId().value());
		}
		TradeResponse response = write((service) -> service.trade(request.build()));
		return new TradeAnswer(withoutPrefix(response.getOutcome().name(), "TRADE_OUTCOME_"),
				response.getTradeId().isEmpty() ? null : response.getTradeId(), response.getDuplicate(),
				response.getRemainingVolume(), quote(response.getStock()));
	}

	@Override
	public Quote update(Symbol symbol, Price price) {
		UpdateRequest request = UpdateRequest.newBuilder().setSymbol(symbol.value()).setPrice(price.toString()).build();
		return quote(write((service) -> service.update(request)).getStock());
	}

	@Override
	public List<Symbol> symbols() {
		List<Symbol> symbols = new ArrayList<>();
		String page = "";
		do {
			ListStocksRequest request = ListStocksRequest.newBuilder().setPageToken(page).build();
			ListStocksResponse response = read((service) -> service.listStocks(request));
			response.getStocksList().forEach((stock) -> symbols.add(new Symbol(stock.getSymbol())));
			page = response.getNextPageToken();
		}
		while (!page.isEmpty());
		return symbols;
	}

	private <T> T read(Function<StockServiceBlockingStub, T> call) {
		return call(call, "");
	}

	private <T> T write(Function<StockServiceBlockingStub, T> call) {
		return call(call, "; a write may or may not have been applied");
	}

	/**
	 * @param unanswered what else it means to get no answer
	 */
	private <T> T call(Function<StockServiceBlockingStub, T> call, String unanswered) {
		try {
			return call.apply(this.stub.withDeadlineAfter(DEADLINE.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (StatusRuntimeException ex) {
			// The caller decides when to try again; the channel's own back-off grows to
			// minutes.
			this.channel.resetConnectBackoff();
			throw explained(ex, unanswered);
		}
	}

	private ClientException explained(StatusRuntimeException failure, String unanswered) {
		Status status = failure.getStatus();
		String description = (status.getDescription() != null) ? status.getDescription() : status.getCode().name();
		return switch (status.getCode()) {
			case NOT_FOUND -> new ClientException(ExitCode.UNKNOWN_STOCK, description);
			case INVALID_ARGUMENT, ALREADY_EXISTS -> new ClientException(ExitCode.USAGE, description);
			case RESOURCE_EXHAUSTED -> new ClientException(ExitCode.BUSY, "server busy: " + description);
			case UNAUTHENTICATED, PERMISSION_DENIED -> new ClientException(ExitCode.NOT_AUTHORISED, description);
			case DEADLINE_EXCEEDED -> new ClientException(ExitCode.UNAVAILABLE,
					"no answer from " + this.address + " within " + DEADLINE.toSeconds() + " s" + unanswered);
			case UNAVAILABLE -> new ClientException(ExitCode.UNAVAILABLE, "server unavailable at " + this.address + ": "
					+ (isByServer(failure) ? description : reason(status, description)));
			default -> new ClientException(ExitCode.UNAVAILABLE,
					this.address + " gave no answer: " + status.getCode() + " " + description + this.hint);
		};
	}

	/** Whether the server itself has answered; else gRPC has found none. */
	private static boolean isByServer(StatusRuntimeException failure) {
		Metadata trailers = failure.getTrailers();
		return trailers != null && trailers.containsKey(DETAILS);
	}

	/** gRPC's own descriptions say "io exception" where the cause says what happened. */
	private String reason(Status status, String description) {
		Throwable cause = status.getCause();
		return (cause != null && cause.getMessage() != null) ? NATIVE_CALL.matcher(cause.getMessage()).replaceFirst("")
				: description + this.hint;
	}

	private static long millis(com.google.protobuf.Duration duration) {
		return TimeUnit.SECONDS.toMillis(duration.getSeconds()) + TimeUnit.NANOSECONDS.toMillis(duration.getNanos());
	}

	private static Quote quote(Stock stock) {
		return quote(stock, null);
	}

	private static Quote quote(Stock stock, @Nullable Long ageMillis) {
		boolean halted = stock.getHaltReason() != HaltReason.HALT_REASON_UNSPECIFIED;
		String resumeAt = stock.hasResumeTime()
				? Instant.ofEpochSecond(stock.getResumeTime().getSeconds(), stock.getResumeTime().getNanos()).toString()
				: null;
		return new Quote(stock.getSymbol(), stock.getPrice(), stock.getVolume(), stock.getVolumeLimit(),
				withoutPrefix(stock.getStatus().name(), "STOCK_STATUS_"),
				halted ? withoutPrefix(stock.getHaltReason().name(), "HALT_REASON_") : null, resumeAt,
				stock.getVersion(), ageMillis);
	}

	private static String withoutPrefix(String name, String prefix) {
		return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
	}

}
