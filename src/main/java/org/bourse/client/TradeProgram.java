package org.bourse.client;

import java.util.Objects;

import org.bourse.domain.ClientOrderId;
import org.bourse.domain.Order;
import org.bourse.domain.Quantity;
import org.bourse.domain.Side;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * One trade at the last price.
 */
@Component
@Profile("trade")
@Command(name = "trade", description = "Trades at the last price and prints the market's answer.", sortOptions = false)
final class TradeProgram implements Program {

	private final StockClients clients;

	@Option(names = "--stock", paramLabel = "SYMBOL", required = true, description = "the stock's symbol")
	private @Nullable Symbol stock;

	@Option(names = "--quantity", paramLabel = "SHARES", required = true, description = "1 to 1000000000")
	private @Nullable Quantity quantity;

	@Option(names = "--side", paramLabel = "BUY|SELL", required = true, description = "which way")
	private @Nullable Side side;

	@Option(names = "--id", paramLabel = "ID",
			description = "a client order id, which makes it safe to try again: 1 to 64 of A-Z a-z 0-9 _ -")
	private @Nullable ClientOrderId id;

	@Mixin
	private DoorOptions door = new DoorOptions();

	TradeProgram(StockClients clients) {
		this.clients = clients;
	}

	@Override
	public ExitCode run(Console console) {
		Order order = new Order(Objects.requireNonNull(this.stock), Objects.requireNonNull(this.quantity),
				Objects.requireNonNull(this.side), this.id);
		try (StockClient client = this.door.connect(this.clients)) {
			TradeAnswer answer = client.trade(order);
			console.answer(answer, this.door.json());
			return answer.isExecuted() ? ExitCode.DONE : ExitCode.REFUSED;
		}
	}

}
