package org.bourse.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bourse.client.ServerOptions.Address;
import org.bourse.domain.HaltReason;
import org.bourse.domain.Order;
import org.bourse.domain.Price;
import org.bourse.domain.Resumption;
import org.bourse.domain.Symbol;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.resp.ReplyReader;
import org.bourse.resp.RequestEncoder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Through the socket door, in RESP 2. Connects when it is needed, and again after a
 * failure.
 */
final class SocketStockClient implements StockClient {

	private static final int TIMEOUT_MILLIS = 5000;

	private static final int QUOTE_FIELDS = 7;

	/** How often a busy server is asked again what has become of a stock. */
	private static final int MOST_REPEATS = 4;

	private final Address address;

	private final Credentials credentials;

	/** For the user of another door. */
	private final String hint;

	/** Also taken by whoever closes. */
	private volatile @Nullable Connection connection;

	SocketStockClient(Address address, Credentials credentials, String otherwise) {
		this.address = address;
		this.credentials = credentials;
		this.hint = " (is this the socket door? " + otherwise + ")";
	}

	@Override
	public Quote lookup(Symbol symbol) {
		return quote(symbol, read(requests("QUOTE", symbol)).get(0));
	}

	/**
	 * The last price alone, by the command of the original exercise.
	 * @return the price, or -1 if there is no such stock
	 */
	String price(Symbol symbol) {
		Reply reply = read(requests("LOOKUP", symbol)).get(0);
		if (reply instanceof Reply.Text text) {
			return text.value();
		}
		return Long.toString(number(reply));
	}

	@Override
	public TradeAnswer trade(Order order) {
		String symbol = order.symbol().value();
		String quantity = order.quantity().toString();
		String side = order.side().name();
		String[] trade = (order.clientOrderId() != null)
				? new String[] { "TRADE", symbol, quantity, side, "ID", order.clientOrderId().value() }
				: new String[] { "TRADE", symbol, quantity, side };
		List<Reply> replies = write(List.of(trade, new String[] { "QUOTE", symbol }));
		long result = number(replies.get(0));
		if (result == -1) {
			throw unknown(order.symbol());
		}
		if (result < 0) {
			throw new ClientException(ExitCode.USAGE, "the server refuses the quantity " + quantity);
		}
		Quote quote = quote(order.symbol(), replies.get(1));
		return new TradeAnswer((result == 1) ? TradeAnswer.EXECUTED : TradeAnswer.REFUSED, null, null,
				quote.volumeLimit() - quote.volume(), quote);
	}

	@Override
	public Quote update(Symbol symbol, Price price) {
		List<Reply> replies = write(List.of(new String[] { "UPDATE", symbol.value(), price.toString() },
				new String[] { "QUOTE", symbol.value() }));
		long result = number(replies.get(0));
		if (result == -1) {
			throw unknown(symbol);
		}
		if (result < 0) {
			throw new ClientException(ExitCode.USAGE, "the server refuses the price " + price);
		}
		return quote(symbol, replies.get(1));
	}

	@Override
	public Quote halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt) {
		return decided(symbol, ExitCode.USAGE,
				(resumeAt != null)
						? new String[] { "HALT", symbol.value(), reason.name(), "UNTIL", resumeAt.toString() }
						: new String[] { "HALT", symbol.value(), reason.name() });
	}

	@Override
	public Quote resume(Symbol symbol, Resumption resumption) {
		if (resumption.volumeLimit() != null) {
			return decided(symbol, ExitCode.REFUSED, "RESUME", symbol.value(), "LIMIT",
					resumption.volumeLimit().toString());
		}
		return decided(symbol, ExitCode.REFUSED, resumption.resetsVolume()
				? new String[] { "RESUME", symbol.value(), "RESET" } : new String[] { "RESUME", symbol.value() });
	}

	/** An operator's command, whose answer is whether there is such a stock. */
	private Quote decided(Symbol symbol, ExitCode onError, String... command) {
		List<Reply> replies = write(List.of(command, new String[] { "QUOTE", symbol.value() }), onError);
		if (replies.get(0) instanceof Reply.Number) {
			throw unknown(symbol);
		}
		return quote(symbol, replies.get(1));
	}

	@Override
	public void watch(List<Symbol> symbols, Consumer<Quote> listener) {
		if (!symbols.isEmpty()) {
			requireListed(symbols);
		}
		try {
			Connection open = connect();
			send(open.socket, Collections.singletonList(subscription(symbols)));
			while (true) {
				awaitReply(open);
				tell(answer(open.replies.read(), ExitCode.USAGE), listener);
			}
		}
		catch (IOException ex) {
			throw explained(ex, "");
		}
		catch (ProtocolException ex) {
			throw unavailable("it does not speak RESP: " + ex.getMessage() + this.hint);
		}
		finally {
			close();
		}
	}

	/** A subscription to a stock that does not exist would be silent for ever. */
	private void requireListed(List<Symbol> symbols) {
		List<Reply> replies = read(symbols.stream().map((symbol) -> new String[] { "QUOTE", symbol.value() }).toList());
		for (int i = 0; i < symbols.size(); i++) {
			quote(symbols.get(i), replies.get(i));
		}
	}

	private static String[] subscription(List<Symbol> symbols) {
		return symbols.isEmpty() ? new String[] { "PSUBSCRIBE", "*" }
				: Stream.concat(Stream.of("SUBSCRIBE"), symbols.stream().map(Symbol::value)).toArray(String[]::new);
	}

	/**
	 * Asks a server that is silent whether it is still there: the network does not tell.
	 */
	private static void awaitReply(Connection open) throws IOException {
		try {
			open.replies.await();
		}
		catch (SocketTimeoutException ex) {
			send(open.socket, Collections.singletonList(new String[] { "PING" }));
			open.replies.await();
		}
	}

	/** What a subscriber is sent: messages; and confirmations, which say nothing new. */
	private void tell(Reply reply, Consumer<Quote> listener) {
		if (!(reply instanceof Reply.Sequence sequence) || sequence.elements().isEmpty()
				|| !(sequence.elements().get(0) instanceof Reply.Text kind)) {
			throw unexpected(reply);
		}
		if (kind.value().endsWith("message")) {
			listener.accept(quote(sequence.elements().get(sequence.elements().size() - 1)));
		}
	}

	private Quote quote(Reply json) {
		if (json instanceof Reply.Text text) {
			try {
				return JsonMapper.shared().readValue(text.value(), Quote.class);
			}
			catch (JacksonException ex) {
				throw unexpected(json);
			}
		}
		throw unexpected(json);
	}

	@Override
	public List<Symbol> symbols() {
		Reply reply = read(Collections.singletonList(new String[] { "LIST" })).get(0);
		if (reply instanceof Reply.Sequence sequence) {
			return sequence.elements().stream().map(this::symbol).toList();
		}
		throw unexpected(reply);
	}

	private Symbol symbol(Reply reply) {
		if (reply instanceof Reply.Text text) {
			return new Symbol(text.value());
		}
		throw unexpected(reply);
	}

	/** What the server tells about itself: all its fields by name. */
	Map<String, String> info() {
		Reply reply = read(Collections.singletonList(new String[] { "INFO" })).get(0);
		if (reply instanceof Reply.Text text) {
			Map<String, String> fields = new LinkedHashMap<>();
			text.value()
				.lines()
				.map((line) -> line.split(":", 2))
				.filter((field) -> field.length == 2)
				.forEach((field) -> fields.put(field[0], field[1]));
			return fields;
		}
		throw unexpected(reply);
	}

	private static List<String[]> requests(String command, Symbol symbol) {
		return Collections.singletonList(new String[] { command, symbol.value() });
	}

	private List<Reply> read(List<String[]> requests) {
		return ask(requests, "", ExitCode.USAGE);
	}

	private List<Reply> write(List<String[]> requests) {
		return write(requests, ExitCode.USAGE);
	}

	private List<Reply> write(List<String[]> requests, ExitCode onError) {
		return ask(requests, "; a write may or may not have been applied", onError);
	}

	/**
	 * Sends requests in one go and reads a reply to each.
	 * @param unanswered what else it means to get no answer
	 * @param onError what an error means that is not about the server's own state
	 */
	private List<Reply> ask(List<String[]> requests, String unanswered, ExitCode onError) {
		boolean answered = false;
		try {
			Connection open = connect();
			send(open.socket, requests);
			List<Reply> replies = new ArrayList<>();
			for (String[] request : requests) {
				Reply reply = open.replies.read();
				boolean last = replies.size() > 0 && replies.size() + 1 == requests.size();
				replies.add(answer(last ? askAgainWhileBusy(open, request, reply) : reply, onError));
			}
			answered = true;
			return replies;
		}
		catch (IOException ex) {
			throw explained(ex, unanswered);
		}
		catch (ProtocolException ex) {
			throw unavailable("it does not speak RESP: " + ex.getMessage() + this.hint);
		}
		finally {
			if (!answered) {
				// Replies may be still on their way, which must not be taken for those to
				// a later request.
				close();
			}
		}
	}

	/**
	 * The last of several requests asks for what those before it have made of a stock:
	 * that the server answers it later must not be taken for its answer to them.
	 */
	private static Reply askAgainWhileBusy(Connection open, String[] question, Reply first)
			throws IOException, ProtocolException {
		Reply reply = first;
		BackOff backOff = new BackOff();
		for (int i = 0; isBusy(reply); i++) {
			if (i == MOST_REPEATS || !pause(backOff.next())) {
				throw new ClientException(ExitCode.UNAVAILABLE, "what came before it was answered, but not "
						+ String.join(" ", question) + ": " + ((Reply.Fault) reply).message());
			}
			send(open.socket, Collections.singletonList(question));
			reply = open.replies.read();
		}
		return reply;
	}

	private static boolean isBusy(Reply reply) {
		return reply instanceof Reply.Fault fault && fault.message().startsWith("BUSY ");
	}

	/** False if the process is to end. */
	private static boolean pause(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private ClientException explained(IOException failure, String unanswered) {
		if (failure instanceof SocketTimeoutException) {
			return new ClientException(ExitCode.UNAVAILABLE,
					"no answer from " + this.address + " within " + TIMEOUT_MILLIS / 1000 + " s" + unanswered);
		}
		if (failure instanceof UnknownHostException) {
			return unavailable("unknown host");
		}
		String tlsFailure = (this.credentials.tls() != null) ? this.credentials.tls().explain(failure) : null;
		if (tlsFailure != null) {
			return unavailable(tlsFailure);
		}
		return unavailable(failure.getMessage() + ((failure instanceof EOFException) ? this.hint : ""));
	}

	/**
	 * In one piece. That it cannot be sent is left to the reading: a server that turns
	 * clients away says why.
	 */
	private static void send(Socket socket, List<String[]> requests) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		requests.forEach((request) -> all.writeBytes(RequestEncoder.encode(request)));
		try {
			socket.getOutputStream().write(all.toByteArray());
		}
		catch (IOException ex) {
			// Reading fails, too, unless there is something to read.
		}
	}

	/** Shows the token, if there is one, before anything is asked. */
	private void identify(Connection open) throws IOException, ProtocolException {
		if (this.credentials.token() != null) {
			send(open.socket, Collections.singletonList(new String[] { "AUTH", this.credentials.token() }));
			answer(open.replies.read(), ExitCode.NOT_AUTHORISED);
		}
	}

	private Connection connect() throws IOException, ProtocolException {
		Connection open = this.connection;
		if (open == null) {
			Socket socket = new Socket();
			try {
				socket.setTcpNoDelay(true);
				socket.setSoTimeout(TIMEOUT_MILLIS);
				socket.connect(new InetSocketAddress(this.address.host(), this.address.port()), TIMEOUT_MILLIS);
				if (this.credentials.tls() != null) {
					socket = this.credentials.tls().secure(socket, this.address);
				}
				open = new Connection(socket, new ReplyReader(socket.getInputStream()));
				identify(open);
				this.connection = open;
			}
			catch (IOException | ProtocolException | ClientException ex) {
				socket.close();
				throw ex;
			}
		}
		return open;
	}

	private static Reply answer(Reply reply, ExitCode onError) {
		if (!(reply instanceof Reply.Fault fault)) {
			return reply;
		}
		String code = fault.message().split(" ", 2)[0];
		throw new ClientException(switch (code) {
			case "BUSY" -> ExitCode.BUSY;
			case "UNAVAILABLE", "UNKNOWN" -> ExitCode.UNAVAILABLE;
			case "NOAUTH", "WRONGPASS", "NOPERM" -> ExitCode.NOT_AUTHORISED;
			default -> onError;
		}, "the server says: " + fault.message());
	}

	private long number(Reply reply) {
		if (reply instanceof Reply.Number number) {
			return number.value();
		}
		throw unexpected(reply);
	}

	private Quote quote(Symbol symbol, Reply reply) {
		if (reply instanceof Reply.Null) {
			throw unknown(symbol);
		}
		if (reply instanceof Reply.Sequence sequence && sequence.elements().size() >= 2 * QUOTE_FIELDS) {
			List<Reply> fields = sequence.elements();
			return new Quote(text(fields, "symbol"), text(fields, "price"), number(field(fields, "volume")),
					number(field(fields, "limit")), text(fields, "status"), optionalText(fields, "reason"),
					optionalText(fields, "since"), optionalText(fields, "resume"), number(field(fields, "version")),
					age(fields));
		}
		throw unexpected(reply);
	}

	private static @Nullable Long age(List<Reply> fields) {
		return (find(fields, "age") instanceof Reply.Number millis) ? millis.value() : null;
	}

	/** Null if it is not told, or has no value. */
	private static @Nullable String optionalText(List<Reply> fields, String name) {
		return (find(fields, name) instanceof Reply.Text text) ? text.value() : null;
	}

	private String text(List<Reply> fields, String name) {
		if (field(fields, name) instanceof Reply.Text text) {
			return text.value();
		}
		throw unexpected(new Reply.Sequence(fields));
	}

	private Reply field(List<Reply> fields, String name) {
		Reply field = find(fields, name);
		if (field != null) {
			return field;
		}
		throw unexpected(new Reply.Sequence(fields));
	}

	private static @Nullable Reply find(List<Reply> fields, String name) {
		for (int i = 0; i + 1 < fields.size(); i += 2) {
			if (fields.get(i) instanceof Reply.Text key && key.value().equals(name)) {
				return fields.get(i + 1);
			}
		}
		return null;
	}

	private static ClientException unknown(Symbol symbol) {
		return new ClientException(ExitCode.UNKNOWN_STOCK, "no stock has the symbol " + symbol);
	}

	private ClientException unexpected(Reply reply) {
		return unavailable("it is not a Bourse, it answered " + reply);
	}

	private ClientException unavailable(String reason) {
		return new ClientException(ExitCode.UNAVAILABLE, "server unavailable at " + this.address + ": " + reason);
	}

	@Override
	public void close() {
		Connection open = this.connection;
		this.connection = null;
		if (open != null) {
			try {
				open.socket.close();
			}
			catch (IOException ex) {
				throw unavailable("the connection was not closed: " + ex.getMessage());
			}
		}
	}

	private record Connection(Socket socket, ReplyReader replies) {
	}

}
