package org.bourse.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.google.protobuf.Timestamp;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import org.bourse.client.ServerOptions.Address;
import org.bourse.domain.HaltReason;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Resumption;
import org.bourse.domain.Symbol;
import org.bourse.proto.v1.HaltRequest;
import org.bourse.proto.v1.ListStocksRequest;
import org.bourse.proto.v1.ListStocksResponse;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.ResumeRequest;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;
import org.bourse.proto.v1.UpdateRequest;
import org.bourse.proto.v1.WatchRequest;
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

	private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization",
			Metadata.ASCII_STRING_MARSHALLER);

	private final Address address;

	/** For the user of another door. */
	private final String hint;

	private final @Nullable ClientTls tls;

	private final ManagedChannel channel;

	private final StockServiceBlockingStub stub;

	GrpcStockClient(GrpcChannelFactory channels, Address address, Credentials credentials, String otherwise) {
		this.address = address;
		this.hint = ((credentials.tls() == null) ? " (is --tls missing? is" : " (is") + " this the gRPC door? "
				+ otherwise + ")";
		this.tls = credentials.tls();
		this.channel = (this.tls == null) ? channels.createChannel("static://" + address)
				: Grpc.newChannelBuilder(address.toString(), this.tls.channelCredentials()).build();
		this.stub = withToken(StockServiceGrpc.newBlockingStub(this.channel), credentials.token());
	}

	private static StockServiceBlockingStub withToken(StockServiceBlockingStub stub, @Nullable String token) {
		if (token == null) {
			return stub;
		}
		Metadata headers = new Metadata();
		headers.put(AUTHORIZATION, "Bearer " + token);
		return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
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

	@Override
	public Quote halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt) {
		HaltRequest.Builder request = HaltRequest.newBuilder()
			.setSymbol(symbol.value())
			.setReason(org.bourse.proto.v1.HaltReason.valueOf("HALT_REASON_" + reason));
		if (resumeAt != null) {
			request.setResumeTime(
					Timestamp.newBuilder().setSeconds(resumeAt.getEpochSecond()).setNanos(resumeAt.getNano()));
		}
		return quote(write((service) -> service.halt(request.build())).getStock());
	}

	@Override
	public Quote resume(Symbol symbol, Resumption resumption) {
		ResumeRequest.Builder request = ResumeRequest.newBuilder().setSymbol(symbol.value());
		if (resumption.volumeLimit() != null) {
			request.setVolumeLimit(resumption.volumeLimit());
		}
		else if (resumption.resetsVolume()) {
			request.setResetVolume(true);
		}
		return quote(write((service) -> service.resume(request.build())).getStock());
	}

	@Override
	public void watch(List<Symbol> symbols, Consumer<Quote> listener) {
		// A stream has no deadline: this finds out whether anybody answers.
		read((service) -> service.listStocks(ListStocksRequest.newBuilder().setPageSize(1).build()));
		WatchRequest request = WatchRequest.newBuilder()
			.addAllSymbols(symbols.stream().map(Symbol::value).toList())
			.build();
		try {
			this.stub.watch(request).forEachRemaining((response) -> listener.accept(quote(response.getStock())));
		}
		catch (StatusRuntimeException ex) {
			throw failed(ex, "");
		}
		throw unavailable("the server has ended the stream");
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
			throw failed(ex, unanswered);
		}
	}

	private ClientException failed(StatusRuntimeException failure, String unanswered) {
		// The caller decides when to try again; the channel's own back-off grows to
		// minutes.
		this.channel.resetConnectBackoff();
		return explained(failure, unanswered);
	}

	private ClientException unavailable(String reason) {
		return new ClientException(ExitCode.UNAVAILABLE, "server unavailable at " + this.address + ": " + reason);
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
			case FAILED_PRECONDITION -> new ClientException(ExitCode.REFUSED, description);
			case UNAVAILABLE -> unavailable(isByServer(failure) ? description : reason(status, description));
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
		String tlsFailure = (this.tls != null && cause != null) ? this.tls.explain(cause) : null;
		if (tlsFailure != null) {
			return tlsFailure;
		}
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
		boolean halted = stock.getHaltReason() != org.bourse.proto.v1.HaltReason.HALT_REASON_UNSPECIFIED;
		return new Quote(stock.getSymbol(), stock.getPrice(), stock.getVolume(), stock.getVolumeLimit(),
				withoutPrefix(stock.getStatus().name(), "STOCK_STATUS_"),
				halted ? withoutPrefix(stock.getHaltReason().name(), "HALT_REASON_") : null,
				stock.hasHaltTime() ? text(stock.getHaltTime()) : null,
				stock.hasResumeTime() ? text(stock.getResumeTime()) : null, stock.getVersion(), ageMillis);
	}

	private static String text(Timestamp time) {
		return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
	}

	private static String withoutPrefix(String name, String prefix) {
		return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
	}

}
