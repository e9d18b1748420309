package org.bourse.client.bench;

import java.time.Duration;
import java.util.List;

import org.bourse.client.ClientException;
import org.bourse.client.CredentialOptions;
import org.bourse.client.Credentials;
import org.bourse.client.ExitCode;
import org.bourse.client.ServerOptions.Address;
import org.bourse.client.TlsOptions;
import org.bourse.client.Via;
import org.bourse.domain.Symbol;
import org.bourse.log.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What is to be measured, as it is asked for on the command line.
 */
final class BenchOptions {

	private static final int MAX_CLIENTS = 10_000;

	private static final int MAX_PIPELINE = 1000;

	private static final double MIN_RATE = 0.001;

	private static final double MAX_RATE = 10_000_000;

	private static final Duration MIN_DURATION = Duration.ofMillis(1);

	private static final Duration MAX_DURATION = Duration.ofDays(1);

	@Option(names = "--scenario", paramLabel = "compare|lookup|trade|mixed", defaultValue = "compare",
			description = "what is asked of the server: compare answers five questions, mixed is nine lookups and one "
					+ "order (default: ${DEFAULT-VALUE})")
	private Scenario scenario = Scenario.compare;

	@Option(names = "--via", paramLabel = "socket|grpc|both", description = "the doors to measure (default: both)")
	private @Nullable Doors via;

	@Option(names = "--clients", paramLabel = "N,...", split = ",", defaultValue = "1,2,3,4,5",
			description = "how many clients at a time, each number a measurement (default: ${DEFAULT-VALUE})")
	private List<Integer> clients = List.of();

	@Option(names = "--connections", paramLabel = "new|kept|both",
			description = "new: each request has a connection of its own, whose cost counts (default: kept)")
	private @Nullable Uses connections;

	@Option(names = "--duration", paramLabel = "DURATION",
			description = "of each measurement (default: 10s; with compare 1500ms)")
	private @Nullable Duration duration;

	@Option(names = "--warm-up", paramLabel = "DURATION",
			description = "load before each measurement that does not count (default: 3s; with compare 500ms); up to "
					+ "5 s more before the first of a kind; 0 for none")
	private @Nullable Duration warmUp;

	@Option(names = "--rate", paramLabel = "N",
			description = "an open loop: so many requests/s of all clients together, sent by the clock; latency counts "
					+ "from the intended start (default: a closed loop, each answer is followed by the next request)")
	private @Nullable Double rate;

	@Option(names = "--pipeline", paramLabel = "N",
			description = "requests that each client may have in flight (default: 1)")
	private @Nullable Integer pipeline;

	@Option(names = "--seed", paramLabel = "N", defaultValue = "42",
			description = "makes the same requests again (default: ${DEFAULT-VALUE})")
	private long seed;

	@Option(names = "--stock", paramLabel = "SYMBOL,...", split = ",",
			description = "the stocks to ask for, at random (default: all of the server)")
	private List<Symbol> stocks = List.of();

	@Option(names = "--host", paramLabel = "HOST", defaultValue = "localhost",
			description = "the server's host (default: ${DEFAULT-VALUE})")
	private String host = "localhost";

	@Option(names = "--socket-port", paramLabel = "PORT", defaultValue = "8888",
			description = "the port of its socket door (default: ${DEFAULT-VALUE})")
	private int socketPort;

	@Option(names = "--grpc-port", paramLabel = "PORT", defaultValue = "9090",
			description = "the port of its gRPC door (default: ${DEFAULT-VALUE})")
	private int grpcPort;

	@Mixin
	private CredentialOptions credentials = new CredentialOptions();

	@Mixin
	private TlsOptions tls = new TlsOptions();

	@Option(names = "--fail-if", paramLabel = "THRESHOLD,...", split = ",", converter = ThresholdConverter.class,
			description = "ends with 10 if a measurement is so, such as 'p99>5ms,errors>0': p50, p90, p99, p99.9, max, "
					+ "rate, errors")
	private List<Threshold> thresholds = List.of();

	/**
	 * @throws ClientException for what cannot be measured
	 */
	void check() {
		credentials();
		socketAddress();
		grpcAddress();
		require(this.clients.stream().allMatch((count) -> count >= 1 && count <= MAX_CLIENTS),
				"--clients must be from 1 to " + MAX_CLIENTS + "; they are " + this.clients);
		require(duration().compareTo(MIN_DURATION) >= 0 && duration().compareTo(MAX_DURATION) <= 0,
				"--duration must be from 1ms to 1d; it is " + Durations.text(duration()));
		require(!warmUp().isNegative() && warmUp().compareTo(MAX_DURATION) <= 0,
				"--warm-up must be from 0 to 1d; it is " + Durations.text(warmUp()));
		require(this.rate == null || (this.rate >= MIN_RATE && this.rate <= MAX_RATE),
				"--rate must be from 0.001 to 10000000 requests/s; it is " + this.rate
						+ " (without it the loop is closed)");
		require(pipeline() >= 1 && pipeline() <= MAX_PIPELINE,
				"--pipeline must be from 1 to " + MAX_PIPELINE + "; it is " + pipeline());
		require(pipeline() == 1 || !connections().contains(Connections.NEW),
				"--pipeline cannot be used with --connections=" + this.connections
						+ ": a connection of its own has one request");
		if (this.scenario == Scenario.compare) {
			require(this.via == null || this.via == Doors.both, notWithCompare("--via"));
			require(this.connections == null, notWithCompare("--connections"));
			require(this.rate == null, notWithCompare("--rate"));
			require(this.pipeline == null, notWithCompare("--pipeline"));
		}
	}

	private static String notWithCompare(String option) {
		return option + " cannot be used with --scenario=compare, which chooses itself; add --scenario=lookup, trade "
				+ "or mixed";
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new ClientException(ExitCode.USAGE, message);
		}
	}

	BenchPlan plan(int workers) {
		return (this.scenario == Scenario.compare) ? BenchPlan.compare(clients(), workers, warmUp(), duration())
				: BenchPlan.of(this.scenario, doors(), connections(), clients(), pipeline(), this.rate, warmUp(),
						duration());
	}

	Credentials credentials() {
		return this.credentials.credentials().through(this.tls.tls());
	}

	Address socketAddress() {
		return Address.of(this.host, "--socket-port", this.socketPort);
	}

	Address grpcAddress() {
		return Address.of(this.host, "--grpc-port", this.grpcPort);
	}

	Address address(Via door) {
		return switch (door) {
			case socket -> socketAddress();
			case grpc -> grpcAddress();
		};
	}

	Scenario scenario() {
		return this.scenario;
	}

	List<Via> doors() {
		return (this.via == null) ? Doors.both.doors : this.via.doors;
	}

	/** Ascending. */
	List<Integer> clients() {
		return this.clients.stream().distinct().sorted().toList();
	}

	private List<Connections> connections() {
		return (this.connections == null) ? Uses.KEPT.uses : this.connections.uses;
	}

	Duration duration() {
		return (this.duration != null) ? this.duration
				: (this.scenario == Scenario.compare) ? Duration.ofMillis(1500) : Duration.ofSeconds(10);
	}

	Duration warmUp() {
		return (this.warmUp != null) ? this.warmUp
				: (this.scenario == Scenario.compare) ? Duration.ofMillis(500) : Duration.ofSeconds(3);
	}

	@Nullable Double rate() {
		return this.rate;
	}

	int pipeline() {
		return (this.pipeline != null) ? this.pipeline : 1;
	}

	long seed() {
		return this.seed;
	}

	List<Symbol> stocks() {
		return this.stocks.stream().distinct().toList();
	}

	List<Threshold> thresholds() {
		return this.thresholds;
	}

	/** In lower case, as they are typed. */
	enum Doors {

		socket(Via.socket), grpc(Via.grpc), both(Via.socket, Via.grpc);

		private final List<Via> doors;

		Doors(Via... doors) {
			this.doors = List.of(doors);
		}

	}

	enum Uses {

		NEW("new", Connections.NEW), KEPT("kept", Connections.KEPT), BOTH("both", Connections.KEPT, Connections.NEW);

		private final String typed;

		private final List<Connections> uses;

		Uses(String typed, Connections... uses) {
			this.typed = typed;
			this.uses = List.of(uses);
		}

		@Override
		public String toString() {
			return this.typed;
		}

	}

	static final class ThresholdConverter implements ITypeConverter<Threshold> {

		@Override
		public Threshold convert(String text) {
			return Threshold.parse(text);
		}

	}

}
