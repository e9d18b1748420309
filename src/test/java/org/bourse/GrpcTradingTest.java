package org.bourse;

class GrpcTradingTest extends TradingContract {

	@Override
	Trader connect(RunningBourse bourse) {
		return new GrpcTrader(bourse);
	}

}
