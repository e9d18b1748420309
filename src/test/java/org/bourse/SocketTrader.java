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
	public long halt(String symbol, String reason) throws Exception {
		Reply reply = this.client.ask("HALT " + symbol + " " + reason);
		return (reply instanceof Reply.Fault fault && fault.message().startsWith("ERR reason must be")) ? -4
				: done(reply);
	}

	@Override
	public long resume(String symbol, String how) throws Exception {
		Reply reply = this.client
			.ask("RESUME " + symbol + (how.isEmpty() ? "" : how.equals("RESET") ? " RESET" : " LIMIT " + how));
		return (reply instanceof Reply.Fault fault && fault.message().startsWith("ERR GameStart ")) ? 0 : done(reply);
	}

	private static long done(Reply reply) {
		return reply.equals(new Reply.Text("OK")) ? 1 : number(reply);
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
