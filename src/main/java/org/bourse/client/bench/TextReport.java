package org.bourse.client.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.bourse.client.bench.Conditions.Client;
import org.bourse.client.bench.Conditions.Plan;
import org.bourse.client.bench.Conditions.Server;

/**
 * The report as a page of plain text.
 */
final class TextReport {

	private static final int WIDTH = 100;

	private static final String INDENT = "        ";

	private TextReport() {
	}

	static String of(Report report) {
		List<String> lines = new ArrayList<>();
		conditions(report.conditions()).forEach((field) -> add(lines, field.name(), field.value()));
		add(lines, "itself", self(report.self()));
		report.notes().forEach((note) -> add(lines, "note", note));
		for (Section section : report.sections()) {
			lines.add("");
			lines.add(section.heading());
			lines.addAll(section.table().lines());
			lines.addAll(wrapped("=> ", section.conclusion(), "   "));
		}
		report.verdicts()
			.forEach((verdict) -> lines
				.add((verdict.passed() ? "passed: not " : "FAILED: ") + verdict.threshold() + failures(verdict)));
		return String.join(System.lineSeparator(), lines);
	}

	private static String failures(Threshold.Verdict verdict) {
		return verdict.failures()
			.stream()
			.map((failure) -> System.lineSeparator() + INDENT + failure)
			.collect(Collectors.joining());
	}

	/** What was measured, where and how, for people. */
	static List<Field> conditions(Conditions conditions) {
		Client client = conditions.client();
		Server server = conditions.server();
		return List.of(new Field("bench", plan(conditions.plan())), new Field("started", conditions.startedAt()),
				new Field("command", conditions.commandLine()),
				new Field("client",
						build(client.version(), client.commit()) + ", Java " + java(client.javaVersion()) + ", "
								+ client.operatingSystem() + ", CPUs " + client.processors() + ", heap "
								+ Figures.mebibytes(client.maxHeapBytes()) + ", load threads " + client.loadThreads()),
				new Field("server", server(server)));
	}

	private static String plan(Plan plan) {
		return plan.scenario() + ", " + loop(plan) + ", measurements " + plan.measurements() + ", each "
				+ Figures.seconds(plan.durationSeconds()) + " after a warm-up of "
				+ Figures.seconds(plan.warmUpSeconds()) + ((plan.scenario() == Scenario.compare) ? " or more" : "")
				+ ", pipeline " + plan.pipeline() + ", stocks " + Figures.whole(plan.stocks()) + ", seed "
				+ plan.seed();
	}

	private static String loop(Plan plan) {
		return (plan.ratePerSecond() == null) ? "closed loop" : "open loop of " + Figures.rate(plan.ratePerSecond())
				+ " requests/s (latency from the intended start)";
	}

	private static String server(Server server) {
		String address = server.host() + ", ports " + server.socketPort() + " and " + server.grpcPort();
		if (server.informant() == null) {
			return address + "; its socket door was not there to tell more";
		}
		return address + "; " + server.informant() + " says: " + build(server.version(), server.commit()) + ", Java "
				+ java(server.javaVersion()) + ", CPUs " + server.processors() + ", heap " + heap(server) + ", store "
				+ server.store() + ", socket threads " + server.socketThreads() + ", gRPC threads "
				+ (server.grpcThreads().equals("0") ? "0 (event loops)" : server.grpcThreads());
	}

	private static String heap(Server server) {
		return server.maxHeapBytes().matches("\\d{1,18}") ? Figures.mebibytes(Long.parseLong(server.maxHeapBytes()))
				: server.maxHeapBytes();
	}

	/** Without the number of the build. */
	private static String java(String version) {
		return version.split("\\+", 2)[0];
	}

	private static String build(String version, String commit) {
		return "Bourse " + version + " (" + commit + ")";
	}

	/** What the bench itself can do. */
	static String self(List<Result> self) {
		return self.isEmpty() ? "was not measured"
				: self.stream()
					.map((result) -> result.measurement().via() + " " + Figures.rate(result.answersPerSecond())
							+ " requests/s, p50 " + Figures.millis(result.millis(Percentile.P50)) + " ms")
					.collect(Collectors.joining("; ", "", "; by the bench itself, against a server that does nothing"));
	}

	private static void add(List<String> lines, String name, String value) {
		lines.addAll(wrapped(String.format("%-8s", name), value, INDENT));
	}

	private static List<String> wrapped(String first, String text, String next) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder(first);
		for (String word : text.split(" ")) {
			if (line.length() + word.length() > WIDTH && line.length() > next.length()) {
				lines.add(line.toString().stripTrailing());
				line = new StringBuilder(next);
			}
			line.append(word).append(' ');
		}
		lines.add(line.toString().stripTrailing());
		return lines;
	}

	/**
	 * A line of the conditions.
	 */
	record Field(String name, String value) {
	}

}
