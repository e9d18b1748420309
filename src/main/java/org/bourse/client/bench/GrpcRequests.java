package org.bourse.client.bench;

import java.util.List;

import io.grpc.Metadata;
import io.grpc.Status;
import org.bourse.client.bench.GrpcWire.Rpc;
import org.bourse.client.bench.RequestMix.Request;
import org.bourse.domain.Side;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.TradeResponse;

/**
 * How requests and their outcomes look through the gRPC door.
 */
final class GrpcRequests {

	private static final Metadata.Key<byte[]> DETAILS = Metadata.Key.of("grpc-status-details-bin",
			Metadata.BINARY_BYTE_MARSHALLER);

	private GrpcRequests() {
	}

	static List<Rpc<?, ?>> of(List<Request> requests) {
		return requests.stream().<Rpc<?, ?>>map(GrpcRequests::of).toList();
	}

	private static Rpc<?, ?> of(Request request) {
		String symbol = request.stock().value();
		Side side = request.side();
		if (side == null) {
			return new Rpc<LookupRequest, LookupResponse>(StockServiceGrpc.getLookupMethod(),
					LookupRequest.newBuilder().setSymbol(symbol).build(), (response) -> Outcome.FOUND);
		}
		return new Rpc<TradeRequest, TradeResponse>(StockServiceGrpc.getTradeMethod(),
				TradeRequest.newBuilder().setSymbol(symbol).setQuantity(1).setSide(switch (side) {
					case BUY -> org.bourse.proto.v1.Side.SIDE_BUY;
					case SELL -> org.bourse.proto.v1.Side.SIDE_SELL;
				}).build(), GrpcRequests::outcome);
	}

	private static Outcome outcome(TradeResponse response) {
		return switch (response.getOutcome()) {
			case TRADE_OUTCOME_EXECUTED -> Outcome.EXECUTED;
			case TRADE_OUTCOME_HALTED, TRADE_OUTCOME_LIMIT_EXCEEDED -> Outcome.REFUSED;
			case TRADE_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.ERROR;
		};
	}

	static Outcome outcome(Throwable failure) {
		Metadata trailers = Status.trailersFromThrowable(failure);
		boolean byServer = trailers != null && trailers.containsKey(DETAILS);
		return switch (Status.fromThrowable(failure).getCode()) {
			case NOT_FOUND -> Outcome.UNKNOWN_STOCK;
			case RESOURCE_EXHAUSTED -> Outcome.BUSY;
			// gRPC itself says so, too, when there is no connection.
			case UNAVAILABLE -> byServer ? Outcome.UNAVAILABLE : Outcome.DISCONNECTED;
			case UNKNOWN -> Outcome.UNKNOWN;
			default -> Outcome.ERROR;
		};
	}

}
