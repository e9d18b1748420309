package org.bourse.client;

import java.util.Objects;

import org.bourse.domain.Price;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * One price update.
 */
@Component
@Profile("update")
@Command(name = "update", description = "Replaces the last price of a stock and prints the stock.", sortOptions = false)
final class UpdateProgram implements Program {

	private final StockClients clients;

	@Option(names = "--stock", paramLabel = "SYMBOL", required = true, description = "the stock's symbol")
	private @Nullable Symbol stock;

	@Option(names = "--price", paramLabel = "PRICE", required = true,
			description = "the new price, a decimal number such as 15.99")
	private @Nullable Price price;

	@Mixin
	private DoorOptions door = new DoorOptions();

	UpdateProgram(StockClients clients) {
		this.clients = clients;
	}

	@Override
	public ExitCode run(Console console) {
		try (StockClient client = this.door.connect(this.clients)) {
			console.answer(client.update(Objects.requireNonNull(this.stock), Objects.requireNonNull(this.price)),
					this.door.json());
			return ExitCode.DONE;
		}
	}

}
