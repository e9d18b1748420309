package org.bourse.client;

import java.time.Instant;
import java.util.Objects;

import org.bourse.domain.HaltReason;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * One halt, by an operator.
 */
@Component
@Profile("halt")
@Command(name = "halt", description = "Stops trading in a stock and prints the stock.", sortOptions = false)
final class HaltProgram implements Program {

	private final StockClients clients;

	@Option(names = "--stock", paramLabel = "SYMBOL", required = true, description = "the stock's symbol")
	private @Nullable Symbol stock;

	@Option(names = "--reason", paramLabel = "ADMIN|NEWS|REGULATORY", required = true, description = "why")
	private @Nullable HaltReason reason;

	@Option(names = "--until", paramLabel = "TIME", description = "when trading is expected to resume, such as "
			+ "2026-11-23T14:30:00Z; for people to know: the program resume ends the halt")
	private @Nullable Instant until;

	@Mixin
	private DoorOptions door = new DoorOptions();

	HaltProgram(StockClients clients) {
		this.clients = clients;
	}

	@Override
	public ExitCode run(Console console) {
		try (StockClient client = this.door.connect(this.clients)) {
			console.answer(
					client.halt(Objects.requireNonNull(this.stock), Objects.requireNonNull(this.reason), this.until),
					this.door.json());
			return ExitCode.DONE;
		}
	}

}
