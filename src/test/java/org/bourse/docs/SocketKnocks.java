package org.bourse.docs;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.bourse.RunningBourse;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every command of the socket's table, and what is none.
 */
final class SocketKnocks {

	/** The commands that a request by name alone would not be one of. */
	private static final Map<String, String> WHOLE = Map.ofEntries(Map.entry("LOOKUP", "LOOKUP GameStart"),
			Map.entry("QUOTE", "QUOTE GameStart"), Map.entry("TRADE", "TRADE GameStart 1 BUY"),
			Map.entry("UPDATE", "UPDATE GameStart 16"), Map.entry("HALT", "HALT GameStart NEWS"),
			Map.entry("RESUME", "RESUME GameStart"), Map.entry("SUBSCRIBE", "SUBSCRIBE GameStart"),
			Map.entry("PSUBSCRIBE", "PSUBSCRIBE *"), Map.entry("ECHO", "ECHO hello"), Map.entry("HELLO", "HELLO 3"),
			Map.entry("AUTH", "AUTH wrong"), Map.entry("CLIENT", "CLIENT INFO"), Map.entry("SELECT", "SELECT 0"),
			Map.entry("CONFIG", "CONFIG GET port"));

	private final RunningBourse bourse;

	private final Executor threads;

	SocketKnocks(RunningBourse bourse, Executor threads) {
		this.bourse = bourse;
		this.threads = threads;
	}

	/**
	 * @param token of anybody, as only the commands' names are asked with it
	 */
	List<Knock> all(String token) throws IOException, ProtocolException {
		List<String> names = new ArrayList<>();
		try (RawClient client = this.bourse.socket()) {
			client.ask("AUTH " + token);
			for (Reply name : ((Reply.Sequence) client.ask("COMMAND LIST")).elements()) {
				names.add(((Reply.Text) name).value().toUpperCase(Locale.ROOT));
			}
		}
		assertThat(names).containsAll(WHOLE.keySet());
		List<Knock> knocks = new ArrayList<>();
		names.forEach((name) -> knocks.add(knock(name, WHOLE.getOrDefault(name, name))));
		knocks.add(knock("HELLO 3 AUTH default wrong", "HELLO 3 AUTH default wrong"));
		knocks.add(knock("FLUSHALL", "FLUSHALL"));
		knocks.add(knock("POST / HTTP/1.1", "POST / HTTP/1.1"));
		knocks.add(knock("*3000000000", "*3000000000"));
		return knocks;
	}

	private Knock knock(String name, String request) {
		return new Knock(name, (token) -> CompletableFuture
			.supplyAsync(() -> ask(request, token).replace("-NOPERM " + name, "-NOPERM …"), this.threads));
	}

	/** The reply; of somebody with a token that to the request, and not to AUTH. */
	private String ask(String request, @Nullable String token) {
		try (RawClient client = this.bourse.socket()) {
			if (token != null) {
				client.ask("AUTH " + token);
			}
			return text(client.ask(request));
		}
		catch (EOFException ex) {
			return "closed";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (ProtocolException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String text(Reply reply) {
		if (reply instanceof Reply.Text text) {
			return "+" + text.value();
		}
		return (reply instanceof Reply.Fault fault) ? "-" + fault.message() : reply.toString();
	}

}
