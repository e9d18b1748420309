package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import org.bourse.client.Via;
import org.jspecify.annotations.Nullable;

/**
 * The report of compare: five questions, each with the figures that answer it and a
 * sentence made of them.
 */
final class CompareReport {

	private static final String NOT_MEASURED = "Not enough was measured to tell.";

	private final List<Result> results;

	private final int fewest;

	private final int most;

	private final int workers;

	/**
	 * @param clients the numbers of clients, ascending
	 * @param workers threads of the server's socket; 0 if that is not known
	 */
	CompareReport(List<Result> results, List<Integer> clients, int workers) {
		this.results = results;
		this.fewest = clients.get(0);
		this.most = clients.get(clients.size() - 1);
		this.workers = workers;
	}

	List<Section> sections(List<Integer> clients) {
		return List.of(doors(), growth(clients), connections(), orders(), crowd());
	}

	private Section doors() {
		List<Result> shown = Stream.of(this.fewest, this.most)
			.distinct()
			.flatMap((count) -> both(Scenario.lookup, Connections.KEPT, count))
			.toList();
		List<String> columns = new ArrayList<>(List.of("door", "clients", "lookups/s"));
		for (Percentile percentile : Percentile.values()) {
			columns.add(percentile + " ms");
		}
		List<List<String>> rows = shown.stream().map((result) -> {
			List<String> row = new ArrayList<>(
					List.of(result.measurement().via().toString(), clients(result), rate(result)));
			for (Percentile percentile : Percentile.values()) {
				row.add(Figures.millis(result.millis(percentile)));
			}
			return row;
		}).toList();
		return new Section("1. Socket or gRPC?", new Table(columns, rows), doorsConclusion(),
				List.of(charts("doors", both(Scenario.lookup, Connections.KEPT, this.most)).percentiles()));
	}

	private String doorsConclusion() {
		Result socket = lookup(Via.socket, Connections.KEPT, this.most);
		Result grpc = lookup(Via.grpc, Connections.KEPT, this.most);
		if (!canTell(socket, grpc)) {
			return NOT_MEASURED;
		}
		double ratio = socket.answersPerSecond() / grpc.answersPerSecond();
		String rates = Figures.areAlike(ratio, 1) ? "both doors answer about as many lookups a second"
				: (ratio > 1) ? "the socket answers " + Figures.times(ratio) + " as many lookups a second as gRPC"
						: "gRPC answers " + Figures.times(1 / ratio) + " as many lookups a second as the socket";
		return "With " + plural(this.most) + " " + rates + "; the median is " + median(socket)
				+ " through the socket and " + median(grpc) + " through gRPC.";
	}

	private Section growth(List<Integer> clients) {
		List<String> columns = List.of("clients", "socket/s", "p50 ms", "p99 ms", "gRPC/s", "p50 ms", "p99 ms");
		List<List<String>> rows = new ArrayList<>();
		for (int count : clients) {
			Result socket = lookup(Via.socket, Connections.KEPT, count);
			Result grpc = lookup(Via.grpc, Connections.KEPT, count);
			rows.add(List.of(Figures.whole(count), rate(socket), p50(socket), p99(socket), rate(grpc), p50(grpc),
					p99(grpc)));
		}
		List<Result> shown = clients.stream()
			.flatMap((count) -> both(Scenario.lookup, Connections.KEPT, count))
			.toList();
		Charts charts = charts("growth", shown.stream());
		return new Section("2. How does latency grow with clients?", new Table(columns, rows), growthConclusion(),
				List.of(charts.latency(), charts.throughput()));
	}

	private String growthConclusion() {
		Result socketFirst = lookup(Via.socket, Connections.KEPT, this.fewest);
		Result socketLast = lookup(Via.socket, Connections.KEPT, this.most);
		Result grpcFirst = lookup(Via.grpc, Connections.KEPT, this.fewest);
		Result grpcLast = lookup(Via.grpc, Connections.KEPT, this.most);
		if (this.fewest == this.most || !canTell(socketFirst, socketLast) || !canTell(grpcFirst, grpcLast)) {
			return NOT_MEASURED;
		}
		return "From " + this.fewest + " to " + plural(this.most) + " the median goes from " + median(socketFirst)
				+ " to " + median(socketLast) + " through the socket and from " + median(grpcFirst) + " to "
				+ median(grpcLast) + " through gRPC, for " + growthOfRate(socketFirst, socketLast) + " and "
				+ growthOfRate(grpcFirst, grpcLast) + " the lookups a second.";
	}

	private static String growthOfRate(Result first, Result last) {
		return Figures.times(last.answersPerSecond() / first.answersPerSecond());
	}

	private Section connections() {
		List<Result> shown = Stream
			.of(lookup(Via.socket, Connections.KEPT, this.fewest), lookup(Via.socket, Connections.NEW, this.fewest),
					lookup(Via.grpc, Connections.KEPT, this.fewest), lookup(Via.grpc, Connections.NEW, this.fewest))
			.filter(Objects::nonNull)
			.toList();
		List<List<String>> rows = shown.stream()
			.map((result) -> List.of(result.measurement().via().toString(),
					result.measurement().connections().toString(), clients(result), rate(result), p50(result),
					p99(result), Figures.whole(result.errors())))
			.toList();
		Charts charts = new Charts("connections", shown,
				(result) -> result.measurement().via() + ", " + result.measurement().connections());
		return new Section("3. What does a new connection cost?",
				new Table(List.of("door", "connections", "clients", "lookups/s", "p50 ms", "p99 ms", "errors"), rows),
				connectionsConclusion(), List.of(charts.percentiles()));
	}

	private String connectionsConclusion() {
		Result socketKept = lookup(Via.socket, Connections.KEPT, this.fewest);
		Result socketNew = lookup(Via.socket, Connections.NEW, this.fewest);
		Result grpcKept = lookup(Via.grpc, Connections.KEPT, this.fewest);
		Result grpcNew = lookup(Via.grpc, Connections.NEW, this.fewest);
		if (!canTell(socketKept, socketNew) || !canTell(grpcKept, grpcNew)) {
			return NOT_MEASURED;
		}
		return "With a connection for each lookup the median is " + median(socketNew) + " through the socket, "
				+ relation(socketNew, socketKept) + " that with a kept one, and " + median(grpcNew) + " through gRPC, "
				+ relation(grpcNew, grpcKept) + " that.";
	}

	private Section orders() {
		List<Result> shown = Stream
			.of(lookup(Via.socket, Connections.KEPT, this.most), trade(Via.socket),
					lookup(Via.grpc, Connections.KEPT, this.most), trade(Via.grpc))
			.filter(Objects::nonNull)
			.toList();
		List<List<String>> rows = shown.stream()
			.map((result) -> List.of(result.measurement().via().toString(), result.measurement().scenario().toString(),
					clients(result), rate(result), p50(result), p99(result),
					Figures.whole(result.count(Outcome.REFUSED)), Figures.whole(result.errors())))
			.toList();
		Charts charts = new Charts("orders", shown,
				(result) -> result.measurement().via() + ", " + result.measurement().scenario());
		return new Section("4. Lookup or trade?",
				new Table(List.of("door", "request", "clients", "answers/s", "p50 ms", "p99 ms", "refused", "errors"),
						rows),
				ordersConclusion(), List.of(charts.percentiles()));
	}

	private String ordersConclusion() {
		Result socket = lookup(Via.socket, Connections.KEPT, this.most);
		Result grpc = lookup(Via.grpc, Connections.KEPT, this.most);
		Result socketTrade = trade(Via.socket);
		Result grpcTrade = trade(Via.grpc);
		if (!canTell(socket, socketTrade) || !canTell(grpc, grpcTrade)) {
			return NOT_MEASURED;
		}
		return "With " + plural(this.most) + " the median of trades is " + median(socketTrade) + " through the socket, "
				+ relation(socketTrade, socket) + " that of lookups, and " + median(grpcTrade) + " through gRPC, "
				+ relation(grpcTrade, grpc) + " that." + refusals(socketTrade, grpcTrade);
	}

	/**
	 * A trade that is refused changes nothing, so it tells nothing about those that do.
	 */
	private static String refusals(Result socketTrade, Result grpcTrade) {
		long refused = socketTrade.count(Outcome.REFUSED) + grpcTrade.count(Outcome.REFUSED);
		return (refused == 0) ? "" : String.format(Locale.ROOT, " But %.0f %% of them were refused.",
				Math.max(1, 100.0 * refused / (socketTrade.answers() + grpcTrade.answers())));
	}

	private Section crowd() {
		List<Result> shown = BenchPlan.crowds(this.workers)
			.stream()
			.map((count) -> lookup(Via.socket, Connections.KEPT, count))
			.filter(Objects::nonNull)
			.toList();
		List<List<String>> rows = shown.stream()
			.map((result) -> List.of(clients(result), Figures.whole(this.workers),
					Figures.whole((double) result.measurement().clients() / this.workers), rate(result), p50(result),
					p99(result), Figures.millis(result.millis(Percentile.MAX)), Figures.whole(result.errors())))
			.toList();
		Charts charts = charts("crowd", shown.stream());
		return new Section(
				"5. What if there are more clients than threads?", new Table(List.of("clients", "threads",
						"clients/thread", "lookups/s", "p50 ms", "p99 ms", "max ms", "errors"), rows),
				crowdConclusion(shown), List.of(charts.latency(), charts.throughput()));
	}

	private String crowdConclusion(List<Result> shown) {
		if (this.workers == 0) {
			return "The server does not tell how many threads its socket has.";
		}
		if (shown.size() < 2 || !canTell(shown.get(0), shown.get(shown.size() - 1))) {
			return NOT_MEASURED;
		}
		Result even = shown.get(0);
		Result crowded = shown.get(shown.size() - 1);
		double ratio = crowded.answersPerSecond() / even.answersPerSecond();
		String rates = Figures.areAlike(ratio, 1) ? "about as many lookups" : Figures.times(ratio) + " as many lookups";
		return "With " + plural(crowded.measurement().clients()) + " on " + this.workers
				+ ((this.workers == 1) ? " thread" : " threads") + " the socket answers " + rates + " a second as with "
				+ even.measurement().clients() + "; the median goes from " + median(even) + " to " + median(crowded)
				+ ", and " + ((crowded.errors() == 0) ? "nobody is turned away."
						: Figures.whole(crowded.errors()) + " requests fail.");
	}

	private Stream<Result> both(Scenario scenario, Connections use, int clients) {
		return Stream.of(Via.socket, Via.grpc).map((via) -> find(scenario, via, use, clients)).filter(Objects::nonNull);
	}

	private @Nullable Result lookup(Via via, Connections use, int clients) {
		return find(Scenario.lookup, via, use, clients);
	}

	private @Nullable Result trade(Via via) {
		return find(Scenario.trade, via, Connections.KEPT, this.most);
	}

	private @Nullable Result find(Scenario scenario, Via via, Connections use, int clients) {
		return this.results.stream()
			.filter((result) -> result.measurement().scenario() == scenario && result.measurement().via() == via
					&& result.measurement().connections() == use && result.measurement().clients() == clients)
			.findFirst()
			.orElse(null);
	}

	private static Charts charts(String id, Stream<Result> results) {
		return new Charts(id, results.toList(), (result) -> result.measurement().via().toString());
	}

	private static boolean canTell(@Nullable Result one, @Nullable Result other) {
		return one != null && other != null && one.millis(Percentile.P50) != null
				&& other.millis(Percentile.P50) != null;
	}

	private static String plural(int clients) {
		return clients + ((clients == 1) ? " client" : " clients");
	}

	private static String clients(Result result) {
		return Figures.whole(result.measurement().clients());
	}

	private static String rate(@Nullable Result result) {
		return (result != null) ? Figures.rate(result.answersPerSecond()) : Figures.NONE;
	}

	private static String p50(@Nullable Result result) {
		return Figures.millis((result != null) ? result.millis(Percentile.P50) : null);
	}

	private static String p99(@Nullable Result result) {
		return Figures.millis((result != null) ? result.millis(Percentile.P99) : null);
	}

	private static String median(Result result) {
		return p50(result) + " ms";
	}

	/** Of a median to another, to be followed by "that". */
	private static String relation(Result result, Result base) {
		double ratio = Objects.requireNonNull(result.millis(Percentile.P50))
				/ Objects.requireNonNull(base.millis(Percentile.P50));
		return Figures.areAlike(ratio, 1) ? "about" : Figures.times(ratio);
	}

}
