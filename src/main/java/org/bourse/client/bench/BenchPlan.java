package org.bourse.client.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bourse.client.Via;
import org.jspecify.annotations.Nullable;

/**
 * What is to be measured, in this order.
 */
record BenchPlan(List<Measurement> measurements) {

	/**
	 * How many times as many clients as there are worker threads, for the fifth question.
	 */
	private static final List<Integer> CLIENTS_OF_A_THREAD = List.of(1, 4, 16);

	/** More would measure this host's limits rather than the server. */
	private static final int MANY_CLIENTS = 1000;

	/** All combinations, with the doors in turn, so that what drifts concerns both. */
	static BenchPlan of(Scenario scenario, List<Via> doors, List<Connections> connections, List<Integer> clients,
			int pipeline, @Nullable Double ratePerSecond, Duration warmUp, Duration duration) {
		List<Measurement> measurements = new ArrayList<>();
		for (Connections use : connections) {
			for (int count : clients) {
				for (Via via : doors) {
					measurements
						.add(new Measurement(scenario, via, use, count, pipeline, ratePerSecond, warmUp, duration));
				}
			}
		}
		return new BenchPlan(measurements);
	}

	/**
	 * What the five questions need.
	 * @param workers threads of the server's socket; 0 if that is not known
	 */
	static BenchPlan compare(List<Integer> clients, int workers, Duration warmUp, Duration duration) {
		List<Measurement> wanted = new ArrayList<>();
		for (int count : clients) {
			addBoth(wanted, Scenario.lookup, Connections.KEPT, count, warmUp, duration);
		}
		addBoth(wanted, Scenario.lookup, Connections.NEW, clients.get(0), warmUp, duration);
		addBoth(wanted, Scenario.trade, Connections.KEPT, clients.get(clients.size() - 1), warmUp, duration);
		for (int count : crowds(workers)) {
			wanted.add(closed(Scenario.lookup, Via.socket, Connections.KEPT, count, warmUp, duration));
		}
		return new BenchPlan(withoutRepetitions(wanted));
	}

	/**
	 * Numbers of clients that are multiples of that of threads, as far as is sensible.
	 */
	static List<Integer> crowds(int workers) {
		return CLIENTS_OF_A_THREAD.stream()
			.map((times) -> times * workers)
			.filter((count) -> count >= 1 && count <= MANY_CLIENTS)
			.toList();
	}

	private static void addBoth(List<Measurement> wanted, Scenario scenario, Connections use, int clients,
			Duration warmUp, Duration duration) {
		for (Via via : List.of(Via.socket, Via.grpc)) {
			wanted.add(closed(scenario, via, use, clients, warmUp, duration));
		}
	}

	private static Measurement closed(Scenario scenario, Via via, Connections use, int clients, Duration warmUp,
			Duration duration) {
		return new Measurement(scenario, via, use, clients, 1, null, warmUp, duration);
	}

	private static List<Measurement> withoutRepetitions(List<Measurement> wanted) {
		List<Measurement> once = new ArrayList<>();
		for (Measurement measurement : wanted) {
			if (once.stream().noneMatch(measurement::isLike)) {
				once.add(measurement);
			}
		}
		return once;
	}

	/**
	 * Of each kind of request the one with the most clients, which is the fastest to warm
	 * up.
	 */
	List<Measurement> kinds() {
		Map<Object, Measurement> kinds = new LinkedHashMap<>();
		this.measurements.forEach((one) -> kinds.merge(List.of(one.scenario(), one.via(), one.connections()), one,
				(first, second) -> (second.clients() > first.clients()) ? second : first));
		return List.copyOf(kinds.values());
	}

	Duration length() {
		return this.measurements.stream().map(Measurement::length).reduce(Duration.ZERO, Duration::plus);
	}

}
