package org.bourse.client;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.stereotype.Component;

/**
 * Runs the program whose profile is active, and keeps its exit code. No stack trace is
 * ever printed.
 */
@Component
@Profile("client")
final class ProgramRunner implements ApplicationRunner, ExitCodeGenerator, ApplicationListener<ContextClosedEvent> {

	private static final List<String> SETTINGS = List.of("--spring.", "--logging.", "--bourse.price-updater.");

	private final ObjectProvider<Program> programs;

	private final Console console = new Console(System.out, System.err);

	private ExitCode exitCode = ExitCode.DONE;

	ProgramRunner(ObjectProvider<Program> programs) {
		this.programs = programs;
	}

	@Override
	public void run(ApplicationArguments arguments) {
		List<Program> active = this.programs.stream().toList();
		if (active.size() != 1) {
			this.console.message(
					"bourse: choose one client program by --spring.profiles.active=PROGRAM (lookup, watch, trade, update, "
							+ "halt, resume, price-updater, client-runner, bench, verify); active: "
							+ active.stream().map(ProgramRunner::name).toList());
			this.exitCode = ExitCode.USAGE;
			return;
		}
		this.exitCode = run(active.get(0), arguments.getSourceArgs());
	}

	/** Also on Ctrl-C, before anything that the program uses is closed. */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.console.close();
	}

	private ExitCode run(Program program, String[] arguments) {
		CommandLine commandLine = new CommandLine(program);
		ValueConverters.register(commandLine);
		commandLine.setCaseInsensitiveEnumValuesAllowed(true);
		commandLine.getCommandSpec().parser().collectErrors(true);
		try {
			String[] options = Arrays.stream(arguments).filter((arg) -> !isSetting(arg)).toArray(String[]::new);
			throwWorst(commandLine.parseArgs(options).errors());
			if (commandLine.isUsageHelpRequested()) {
				commandLine.usage(System.out);
				return ExitCode.DONE;
			}
			return program.run(this.console);
		}
		catch (ParameterException ex) {
			return failed(program, ExitCode.USAGE, ex.getMessage() + " (--help tells the options)");
		}
		catch (ClientException ex) {
			return failed(program, ex.exitCode(), ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ExitCode.INTERRUPTED;
		}
	}

	private ExitCode failed(Program program, ExitCode code, @Nullable String message) {
		this.console.message(name(program) + ": " + message);
		return code;
	}

	/**
	 * Of a misspelt option and the required one that is then missing, the misspelt one is
	 * told.
	 */
	private static void throwWorst(List<Exception> errors) {
		for (Exception error : errors) {
			if (error instanceof UnmatchedArgumentException unmatched) {
				throw unmatched;
			}
		}
		for (Exception error : errors) {
			if (error instanceof ParameterException invalid) {
				throw invalid;
			}
		}
	}

	/**
	 * Whether an argument is for Boot. Settings of the server mean nothing here and are
	 * told as unknown.
	 */
	private static boolean isSetting(String argument) {
		return SETTINGS.stream().anyMatch(argument::startsWith);
	}

	private static String name(Program program) {
		Command command = program.getClass().getAnnotation(Command.class);
		return (command != null) ? command.name() : program.getClass().getSimpleName();
	}

	@Override
	public int getExitCode() {
		return this.exitCode.code();
	}

}
