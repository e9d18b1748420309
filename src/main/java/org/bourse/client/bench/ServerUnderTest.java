package org.bourse.client.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bourse.client.ClientException;
import org.bourse.client.ExitCode;
import org.bourse.client.Quote;
import org.bourse.client.StockClient;
import org.bourse.client.StockClients;
import org.bourse.client.Via;
import org.bourse.domain.InvalidValueException;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * What the bench asks of the server before and after it measures.
 */
final class ServerUnderTest {

	private static final int STOCKS_TO_ASK_FOR = 100;

	private final StockClients clients;

	private final BenchOptions options;

	/** Fields of INFO; empty if the server could not be asked. */
	private final Map<String, String> info;

	private ServerUnderTest(StockClients clients, BenchOptions options, Map<String, String> info) {
		this.clients = clients;
		this.options = options;
		this.info = info;
	}

	/**
	 * @throws ClientException if a door that is to be measured is not there
	 */
	static ServerUnderTest ask(StockClients clients, BenchOptions options) {
		try {
			return new ServerUnderTest(clients, options,
					clients.info(options.socketAddress(), options.credentials(), otherwise(Via.socket)));
		}
		catch (ClientException ex) {
			if (options.doors().contains(Via.socket)) {
				throw ex;
			}
			return new ServerUnderTest(clients, options, Map.of());
		}
	}

	/** The stocks that requests are to be about, which each door must have. */
	List<Symbol> stocks() {
		Set<Symbol> all = new LinkedHashSet<>();
		for (Via door : this.options.doors()) {
			all = symbols(door);
			for (Symbol wanted : this.options.stocks()) {
				if (!all.contains(wanted)) {
					throw new ClientException(ExitCode.UNKNOWN_STOCK, "no stock has the symbol " + wanted);
				}
			}
		}
		if (all.isEmpty()) {
			throw new ClientException(ExitCode.UNKNOWN_STOCK, "the server has no stocks");
		}
		return this.options.stocks().isEmpty() ? List.copyOf(all) : this.options.stocks();
	}

	private StockClient connect(Via door) {
		return this.clients.create(door, this.options.address(door), this.options.credentials(), otherwise(door));
	}

	private static String otherwise(Via door) {
		return "--" + door + "-port names its port";
	}

	private Set<Symbol> symbols(Via door) {
		try (StockClient client = connect(door)) {
			return new LinkedHashSet<>(client.symbols());
		}
		catch (InvalidValueException ex) {
			throw new ClientException(ExitCode.UNAVAILABLE,
					"not a Bourse at " + this.options.address(door) + ": " + ex.getMessage());
		}
	}

	/** 0 if it does not tell. */
	int workers() {
		String workers = field("io_threads_active");
		return workers.matches("\\d{1,4}") ? Integer.parseInt(workers) : 0;
	}

	Conditions.Server conditions(Targets targets) {
		String host = this.options.socketAddress().host();
		@Nullable String informant = this.info.isEmpty() ? null : this.options.socketAddress().toString();
		return new Conditions.Server(host, targets.socket().getPort(), targets.grpc().getPort(), targets.isOnThisHost(),
				informant, field("bourse_version"), field("bourse_commit"), field("java_version"),
				field("available_processors"), field("max_heap"), field("io_threads_active"), field("grpc_threads"),
				field("store"));
	}

	private String field(String name) {
		return this.info.getOrDefault(name, Build.UNKNOWN);
	}

	/**
	 * How many of some stocks have reached their volume limit, in words; empty if none
	 * has.
	 */
	String limitsReached(List<Symbol> stocks) {
		List<Symbol> some = stocks.subList(0, Math.min(stocks.size(), STOCKS_TO_ASK_FOR));
		Via door = this.options.doors().get(0);
		try (StockClient client = connect(door)) {
			long reached = some.stream()
				.map(client::lookup)
				.map(Quote::haltReason)
				.filter("VOLUME_LIMIT"::equals)
				.count();
			return (reached == 0) ? "" : reached + " of " + some.size() + " stocks have reached their volume limit";
		}
		catch (ClientException ex) {
			return "";
		}
	}

}
