package org.bourse;

class SocketTradingTest extends TradingContract {

	@Override
	Trader connect(RunningBourse bourse) throws Exception {
		return new SocketTrader(bourse);
	}

}
