package org.bourse.benchmarks;

import io.grpc.stub.StreamObserver;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.Stock;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceImplBase;
import org.bourse.proto.v1.StockStatus;

/**
 * Answers every lookup with what Bourse says of GameStart before its first trade, to the
 * byte: what gRPC costs with no market behind it.
 */
final class ConstantStockService extends StockServiceImplBase {

	private static final LookupResponse GAME_START = LookupResponse.newBuilder()
		.setStock(Stock.newBuilder()
			.setSymbol("GameStart")
			.setPrice("15.99")
			.setVolumeLimit(1_000_000)
			.setStatus(StockStatus.STOCK_STATUS_TRADING)
			.setVersion(1))
		.build();

	@Override
	public void lookup(LookupRequest request, StreamObserver<LookupResponse> observer) {
		observer.onNext(GAME_START);
		observer.onCompleted();
	}

}
