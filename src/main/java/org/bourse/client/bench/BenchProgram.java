package org.bourse.client.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.bourse.client.ClientException;
import org.bourse.client.Console;
import org.bourse.client.ExitCode;
import org.bourse.client.Interruption;
import org.bourse.client.Program;
import org.bourse.client.StockClients;
import org.bourse.client.bench.Result.End;
import org.bourse.domain.Symbol;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.boot.ApplicationArguments;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Measures a running server.
 */
@Component
@Profile("bench")
@Command(name = "bench", sortOptions = false,
		description = "Measures a running server: latency and throughput through both doors. Without options it "
				+ "answers five questions in about a minute.")
final class BenchProgram implements Program {

	private static final Duration SELF_DURATION = Duration.ofSeconds(1);

	private final StockClients clients;

	private final ApplicationArguments arguments;

	@Mixin
	private BenchOptions options = new BenchOptions();

	@Mixin
	private ReportFiles files = new ReportFiles();

	@Option(names = "--help", usageHelp = true, description = "prints this")
	private boolean help;

	BenchProgram(StockClients clients, ApplicationArguments arguments) {
		this.clients = clients;
		this.arguments = arguments;
	}

	@Override
	public ExitCode run(Console console) throws InterruptedException {
		this.options.check();
		this.files.check();
		boolean watched = console.isWatched();
		Interruption interruption = Interruption.ofThisThread();
		try (LoadThreads threads = LoadThreads.sharing(Runtime.getRuntime().availableProcessors())) {
			Report report = measure(threads, watched);
			tell(report, console);
			return exitCode(report, console);
		}
		finally {
			interruption.end();
		}
	}

	/**
	 * To the end, though the user may want to end it: an interrupt would fail what reads
	 * and writes through channels, such as the loading of a class.
	 */
	private void tell(Report report, Console console) {
		boolean interrupted = Thread.interrupted();
		try {
			console.answer(TextReport.of(report));
			this.files.write(report);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private Report measure(LoadThreads threads, boolean watched) {
		String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
		Targets targets = Targets.resolve(this.options.socketAddress(), this.options.grpcAddress(),
				this.options.credentials());
		ServerUnderTest server = ServerUnderTest.ask(this.clients, this.options);
		List<Symbol> stocks = server.stocks();
		BenchPlan plan = this.options.plan(server.workers());
		BenchPlan selfPlan = selfPlan();
		Run run;
		Run self = new Run(List.of(), End.COMPLETE);
		try (Steps steps = new Steps(length(plan).plus(length(selfPlan)), watched)) {
			run = measureAll(new Load(threads, targets, stocks, this.options.seed()), plan, steps);
			// Last, when all of it is as fast as it will be.
			if (run.end() == End.COMPLETE) {
				self = measureSelf(threads, selfPlan, steps);
			}
		}
		Conditions conditions = new Conditions(startedAt, String.join(" ", this.arguments.getSourceArgs()),
				client(threads), server.conditions(targets), conditions(plan, stocks));
		boolean anyRefused = run.results().stream().anyMatch((result) -> result.count(Outcome.REFUSED) > 0);
		String limitsReached = (anyRefused && run.end() == End.COMPLETE) ? server.limitsReached(stocks) : "";
		Notes notes = new Notes();
		notes.about(conditions);
		notes.aboutItself(self, run.results());
		notes.aboutRefusals(run.results(), limitsReached);
		notes.aboutErrors(run.results());
		notes.aboutTheEnd(run, plan.measurements().size());
		return new Report(conditions, self.results(), sections(run.results(), server.workers()), run.results(),
				notes.all(),
				this.options.thresholds().stream().map((threshold) -> threshold.judge(run.results())).toList(),
				run.end());
	}

	/**
	 * A load on servers that do nothing, for as long as it takes to see a limit.
	 */
	private BenchPlan selfPlan() {
		List<Integer> clients = this.options.clients();
		Duration duration = this.options.duration();
		Duration length = (duration.compareTo(SELF_DURATION) < 0) ? duration : SELF_DURATION;
		return BenchPlan.of(Scenario.lookup, this.options.doors(), List.of(Connections.KEPT),
				List.of(clients.get(clients.size() - 1)), this.options.pipeline(), null, length.dividedBy(4), length);
	}

	/** The most that it takes. */
	private static Duration length(BenchPlan plan) {
		return plan.kinds().stream().map(Load::longestWarmUp).reduce(plan.length(), Duration::plus);
	}

	private Run measureSelf(LoadThreads threads, BenchPlan plan, Steps steps) {
		try (NoOpServers servers = new NoOpServers(threads.size())) {
			Load load = new Load(threads, servers.targets(), List.of(new Symbol("GameStart")), this.options.seed());
			return measureAll(load, plan, steps);
		}
	}

	/**
	 * Warms up, then measures. Ends with the first that is not complete, and leaves out
	 * what was not measured.
	 */
	private static Run measureAll(Load load, BenchPlan plan, Steps steps) {
		for (Measurement kind : plan.kinds()) {
			End end = steps.of("warm-up: " + kind, Load.longestWarmUp(kind), (step) -> load.warmUp(kind, step));
			if (end != End.COMPLETE) {
				return new Run(List.of(), end);
			}
		}
		List<Result> results = new ArrayList<>();
		for (Measurement measurement : plan.measurements()) {
			Result result = steps.of(measurement.toString(), measurement.length(),
					(step) -> load.run(measurement, step));
			if (result.nanos() > 0) {
				results.add(result);
			}
			if (result.end() != End.COMPLETE) {
				return new Run(results, result.end());
			}
		}
		return new Run(results, End.COMPLETE);
	}

	private List<Section> sections(List<Result> results, int workers) {
		if (this.options.scenario() != Scenario.compare) {
			return ScenarioReport.sections(results);
		}
		List<Integer> clients = this.options.clients();
		return new CompareReport(results, clients, workers).sections(clients);
	}

	private static Conditions.Client client(LoadThreads threads) {
		Build build = Build.ofThisJar();
		return new Conditions.Client(build.version(), build.commit(), Runtime.version().toString(),
				System.getProperty("os.name") + " " + System.getProperty("os.arch"),
				Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory(), threads.size());
	}

	private Conditions.Plan conditions(BenchPlan plan, List<Symbol> stocks) {
		Double rate = this.options.rate();
		return new Conditions.Plan(this.options.scenario(), (rate == null) ? "closed" : "open", rate,
				this.options.pipeline(), this.options.seed(), this.options.warmUp().toNanos() / 1e9,
				this.options.duration().toNanos() / 1e9, plan.measurements().size(), stocks.size(),
				stocks.stream().limit(10).map(Symbol::value).toList());
	}

	private ExitCode exitCode(Report report, Console console) {
		return switch (report.end()) {
			case INTERRUPTED -> ExitCode.INTERRUPTED;
			case SERVER_GONE -> throw new ClientException(ExitCode.UNAVAILABLE,
					"server unavailable: no answer for " + TimeUnit.NANOSECONDS.toSeconds(LoadClient.PATIENCE_NANOS)
							+ " s, and requests fail; the report has what was measured before");
			case COMPLETE -> {
				boolean passed = report.verdicts().stream().allMatch(Threshold.Verdict::passed);
				if (!passed) {
					console.message("bench: a threshold has failed");
				}
				yield passed ? ExitCode.DONE : ExitCode.THRESHOLD_FAILED;
			}
		};
	}

	/**
	 * What was measured of a plan, and why it ended.
	 */
	record Run(List<Result> results, End end) {
	}

}
