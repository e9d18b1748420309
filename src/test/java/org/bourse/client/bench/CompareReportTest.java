package org.bourse.client.bench;

import java.time.Duration;
import java.util.List;

import org.bourse.client.Via;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the figures are made to say.
 */
class CompareReportTest {

	private static final List<Integer> CLIENTS = List.of(1, 5);

	@Test
	void eachConclusionIsMadeOfTheFigures() {
		List<Result> results = List.of(lookup(Via.socket, Connections.KEPT, 1, 100),
				lookup(Via.grpc, Connections.KEPT, 1, 50), lookup(Via.socket, Connections.KEPT, 5, 300),
				lookup(Via.grpc, Connections.KEPT, 5, 100), lookup(Via.socket, Connections.NEW, 1, 400),
				lookup(Via.grpc, Connections.NEW, 1, 1000),
				result(Scenario.trade, Via.socket, Connections.KEPT, 5, 600),
				result(Scenario.trade, Via.grpc, Connections.KEPT, 5, 100),
				lookup(Via.socket, Connections.KEPT, 2, 300), lookup(Via.socket, Connections.KEPT, 8, 310),
				lookup(Via.socket, Connections.KEPT, 32, 320));
		assertThat(conclusions(results, 2)).containsExactly(
				"With 5 clients the socket answers 3.0 times as many lookups a second as gRPC; the median is 150.1 ms "
						+ "through the socket and 50.00 ms through gRPC.",
				"From 1 to 5 clients the median goes from 50.00 ms to 150.1 ms through the socket and from 25.00 ms to "
						+ "50.00 ms through gRPC, for 3.0 times and 2.0 times the lookups a second.",
				"With a connection for each lookup the median is 200.0 ms through the socket, 4.0 times that with a "
						+ "kept one, and 500.2 ms through gRPC, 20 times that.",
				"With 5 clients the median of trades is 300.2 ms through the socket, 2.0 times that of lookups, and 50.00 ms "
						+ "through gRPC, about that.",
				"With 32 clients on 2 threads the socket answers about as many lookups a second as with 2; the median "
						+ "goes from 150.1 ms to 160.0 ms, and nobody is turned away.");
	}

	@Test
	void whatWasNotMeasuredIsNotConcluded() {
		assertThat(conclusions(List.of(lookup(Via.socket, Connections.KEPT, 1, 100)), 2)).hasSize(5)
			.containsOnly("Not enough was measured to tell.");
	}

	@Test
	void aServerThatDoesNotTellItsThreadsIsSaidSo() {
		assertThat(conclusions(List.of(), 0)).last()
			.isEqualTo("The server does not tell how many threads its socket has.");
	}

	@Test
	void thePlanMeasuresNothingTwice() {
		BenchPlan plan = BenchPlan.compare(List.of(1, 2), 2, Duration.ZERO, Duration.ofSeconds(1));
		assertThat(plan.measurements()).map(Measurement::toString)
			.containsExactly("socket, lookup, kept connections, 1 client", "grpc, lookup, kept connections, 1 client",
					"socket, lookup, kept connections, 2 clients", "grpc, lookup, kept connections, 2 clients",
					"socket, lookup, new connections, 1 client", "grpc, lookup, new connections, 1 client",
					"socket, trade, kept connections, 2 clients", "grpc, trade, kept connections, 2 clients",
					"socket, lookup, kept connections, 8 clients", "socket, lookup, kept connections, 32 clients");
		assertThat(plan.length()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void crowdsStayWithinReason() {
		assertThat(BenchPlan.crowds(2)).containsExactly(2, 8, 32);
		assertThat(BenchPlan.crowds(200)).containsExactly(200, 800);
		assertThat(BenchPlan.crowds(0)).isEmpty();
	}

	private static List<String> conclusions(List<Result> results, int workers) {
		return new CompareReport(results, CLIENTS, workers).sections(CLIENTS)
			.stream()
			.map(Section::conclusion)
			.toList();
	}

	private static Result lookup(Via via, Connections use, int clients, int answers) {
		return result(Scenario.lookup, via, use, clients, answers);
	}

	private static Result result(Scenario scenario, Via via, Connections use, int clients, int answers) {
		return TestResults.of(
				new Measurement(scenario, via, use, clients, 1, null, Duration.ZERO, Duration.ofSeconds(1)), 1, answers,
				0);
	}

}
