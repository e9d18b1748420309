package org.bourse.client;

import java.util.Objects;

import org.bourse.domain.Resumption;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The end of a halt, by an operator.
 */
@Component
@Profile("resume")
@Command(name = "resume", sortOptions = false,
		description = "Ends a halt and prints the stock. A stock that has used up its volume needs --limit or --reset.")
final class ResumeProgram implements Program {

	private final StockClients clients;

	@Option(names = "--stock", paramLabel = "SYMBOL", required = true, description = "the stock's symbol")
	private @Nullable Symbol stock;

	@Option(names = "--limit", paramLabel = "SHARES",
			description = "its volume limit from now on; also of a stock that is not halted")
	private @Nullable Resumption withLimit;

	@Option(names = "--reset", description = "lets its volume begin at 0 again")
	private boolean reset;

	@Mixin
	private DoorOptions door = new DoorOptions();

	ResumeProgram(StockClients clients) {
		this.clients = clients;
	}

	@Override
	public ExitCode run(Console console) {
		if (this.withLimit != null && this.reset) {
			throw new ClientException(ExitCode.USAGE, "--limit and --reset are two ways to resume; choose one");
		}
		Resumption plain = this.reset ? Resumption.RESET : Resumption.PLAIN;
		try (StockClient client = this.door.connect(this.clients)) {
			console.answer(client.resume(Objects.requireNonNull(this.stock),
					(this.withLimit != null) ? this.withLimit : plain), this.door.json());
			return ExitCode.DONE;
		}
	}

}
