package org.bourse.client;

import java.util.Objects;

import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * One stock's information.
 */
@Component
@Profile("lookup")
@Command(name = "lookup", description = "Prints one stock's information; -1 if there is no such stock.",
		sortOptions = false)
final class LookupProgram implements Program {

	private final StockClients clients;

	@Option(names = "--stock", paramLabel = "SYMBOL", required = true, description = "the stock's symbol")
	private @Nullable Symbol stock;

	@Mixin
	private DoorOptions door = new DoorOptions();

	LookupProgram(StockClients clients) {
		this.clients = clients;
	}

	@Override
	public ExitCode run(Console console) {
		Symbol symbol = Objects.requireNonNull(this.stock);
		try (StockClient client = this.door.connect(this.clients)) {
			console.answer(client.lookup(symbol), this.door.json());
			return ExitCode.DONE;
		}
		catch (ClientException ex) {
			if (ex.exitCode() == ExitCode.UNKNOWN_STOCK) {
				// The original exercise's answer, for programs that read only that.
				console.answer(this.door.json() ? "null" : "-1");
			}
			throw ex;
		}
	}

}
