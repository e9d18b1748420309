package org.bourse;

import java.io.IOException;
import java.util.List;

import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;

/**
 * A client of the socket door.
 */
final class SocketTrader implements TradingContract.Trader {

	private final RawClient client;

	SocketTrader(RunningBourse bourse) throws Exception {
		this.client = bourse.socket();
	}

	@Override
	public String lookup(String symbol) throws Exception {
		Reply reply = this.client.ask("LOOKUP " + symbol);
		return (reply instanceof Reply.Text price) ? price.value() : Long.toString(number(reply));
	}

	@Override
	public long trade(String symbol, long quantity, String side, String id) throws Exception {
		return number(
				this.client.ask("TRADE " + symbol + " " + quantity + " " + side + (id.isEmpty() ? "" : " ID " + id)));
	}

	@Override
	public long update(String symbol, String price) throws Exception {
		return number(this.client.ask("UPDATE " + symbol + " " + price));
	}

	@Override
	public String quote(String symbol) throws Exception {
		List<Reply> fields = ((Reply.Sequence) this.client.ask("QUOTE " + symbol)).elements();
		return text(fields.get(3)) + " " + number(fields.get(5)) + " " + number(fields.get(7)) + " "
				+ text(fields.get(9)) + " " + ((fields.get(11) instanceof Reply.Null) ? "-" : text(fields.get(11)));
	}

	private static long number(Reply reply) {
		return ((Reply.Number) reply).value();
	}

	private static String text(Reply reply) {
		return ((Reply.Text) reply).value();
	}

	@Override
	public void close() throws IOException {
		this.client.close();
	}

}
