package org.bourse;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.bourse.proto.v1.HaltReason;
import org.bourse.proto.v1.HaltRequest;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.ResumeRequest;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.TradeOutcome;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.proto.v1.UpdateRequest;

/**
 * A client of the gRPC door.
 */
final class GrpcTrader implements TradingContract.Trader {

	private final ManagedChannel channel;

	private final StockServiceBlockingStub stocks;

	GrpcTrader(RunningBourse bourse) {
		this.channel = bourse.channel();
		this.stocks = StockServiceGrpc.newBlockingStub(this.channel);
	}

	@Override
	public String lookup(String symbol) {
		try {
			return find(symbol).getPrice();
		}
		catch (StatusRuntimeException ex) {
			return Long.toString(code(ex, 0));
		}
	}

	@Override
	public long trade(String symbol, long quantity, String side, String id) {
		try {
			TradeRequest request = TradeRequest.newBuilder()
				.setSymbol(symbol)
				.setQuantity(quantity)
				.setSide(Side.valueOf("SIDE_" + side))
				.setClientOrderId(id)
				.build();
			return (this.stocks.trade(request).getOutcome() == TradeOutcome.TRADE_OUTCOME_EXECUTED) ? 1 : 0;
		}
		catch (StatusRuntimeException ex) {
			return code(ex, -3);
		}
	}

	@Override
	public long update(String symbol, String price) {
		try {
			this.stocks.update(UpdateRequest.newBuilder().setSymbol(symbol).setPrice(price).build());
			return 1;
		}
		catch (StatusRuntimeException ex) {
			return code(ex, -2);
		}
	}

	@Override
	public long halt(String symbol, String reason) {
		try {
			this.stocks.halt(HaltRequest.newBuilder()
				.setSymbol(symbol)
				.setReason(HaltReason.valueOf("HALT_REASON_" + reason))
				.build());
			return 1;
		}
		catch (StatusRuntimeException ex) {
			return code(ex, -4);
		}
	}

	@Override
	public long resume(String symbol, String how) {
		ResumeRequest.Builder request = ResumeRequest.newBuilder().setSymbol(symbol);
		if (how.equals("RESET")) {
			request.setResetVolume(true);
		}
		else if (!how.isEmpty()) {
			request.setVolumeLimit(Long.parseLong(how));
		}
		try {
			this.stocks.resume(request.build());
			return 1;
		}
		catch (StatusRuntimeException ex) {
			return (ex.getStatus().getCode() == Status.Code.FAILED_PRECONDITION) ? 0 : code(ex, -5);
		}
	}

	@Override
	public String quote(String symbol) {
		Stock stock = find(symbol);
		String reason = (stock.getHaltReason() == HaltReason.HALT_REASON_UNSPECIFIED) ? "-"
				: stock.getHaltReason().name().substring("HALT_REASON_".length());
		return stock.getPrice() + " " + stock.getVolume() + " " + stock.getVolumeLimit() + " "
				+ stock.getStatus().name().substring("STOCK_STATUS_".length()) + " " + reason;
	}

	private Stock find(String symbol) {
		return this.stocks.lookup(LookupRequest.newBuilder().setSymbol(symbol).build()).getStock();
	}

	private static long code(StatusRuntimeException ex, long invalid) {
		if (ex.getStatus().getCode() == Status.Code.NOT_FOUND) {
			return -1;
		}
		if (ex.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
			return invalid;
		}
		throw ex;
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
	}

}
