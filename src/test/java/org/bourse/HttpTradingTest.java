package org.bourse;

class HttpTradingTest extends TradingContract {

	@Override
	Trader connect(RunningBourse bourse) {
		return new HttpTrader(bourse);
	}

}
