package org.bourse.client.bench;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Under which conditions was measured, without which figures mean little. The names are
 * those of its JSON.
 *
 * @param startedAt in ISO 8601
 */
record Conditions(String startedAt, String commandLine, Client client, Server server, Plan plan) {

	record Client(String version, String commit, String javaVersion, String operatingSystem, int processors,
			long maxHeapBytes, int loadThreads) {
	}

	/**
	 * As far as it tells; unknown where it does not.
	 *
	 * @param informant the socket door that was asked, which of a server that is measured
	 * through gRPC only may be another's
	 * @param onThisHost whether it shares the processors with the bench
	 */
	record Server(String host, int socketPort, int grpcPort, boolean onThisHost, @Nullable String informant,
			String version, String commit, String javaVersion, String processors, String maxHeapBytes,
			String socketThreads, String grpcThreads, String store) {
	}

	/**
	 * @param loop closed: each answer is followed by the next request; open: requests are
	 * sent by the clock, and latency counts from the intended start
	 * @param stocks that requests are about
	 * @param firstStocks some of them
	 */
	record Plan(Scenario scenario, String loop, @Nullable Double ratePerSecond, int pipeline, long seed,
			double warmUpSeconds, double durationSeconds, int measurements, int stocks, List<String> firstStocks) {
	}

}
