package org.bourse.client;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

import org.bourse.client.PendingQuotes.News;
import org.bourse.domain.Symbol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Live quotes. One thread listens, this one shows, so that a slow terminal holds up
 * neither the server nor the reading. Survives restarts of the server.
 */
@Component
@Profile("watch")
@Command(name = "watch", sortOptions = false,
		description = "Shows stocks and their changes until Ctrl-C: as a table on a terminal, else a line for each "
				+ "change.")
final class WatchProgram implements Program {

	/** The most that one request may name, at either door. */
	private static final int MAX_STOCKS = 1000;

	/** After which a table is drawn again, as the terminal may have another size. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	private final StockClients clients;

	@Option(names = "--stock", paramLabel = "SYMBOL", split = ",",
			description = "the stocks; may be given several times (default: all, also those listed later)")
	private List<Symbol> stocks = List.of();

	@Option(names = "--count", paramLabel = "N",
			description = "ends after so many lines, and prints lines on a terminal, too (default: for ever)")
	private @Nullable Long count;

	@Mixin
	private DoorOptions door = new DoorOptions();

	WatchProgram(StockClients clients) {
		this.clients = clients;
	}

	@Override
	public ExitCode run(Console console) throws InterruptedException {
		List<Symbol> symbols = List.copyOf(new LinkedHashSet<>(this.stocks));
		if (symbols.size() > MAX_STOCKS) {
			throw new ClientException(ExitCode.USAGE, "--stock names " + symbols.size() + " stocks; the most is "
					+ MAX_STOCKS + " (without it, all are shown)");
		}
		if (this.count != null && this.count < 1) {
			throw new ClientException(ExitCode.USAGE, "--count must be 1 or more; it is " + this.count);
		}
		PendingQuotes pending = new PendingQuotes();
		Interruption interruption = Interruption.ofThisThread();
		try (QuoteView view = view(console);
				QuoteListener listener = new QuoteListener(this.door.connect(this.clients), symbols, pending,
						Timeline.REAL)) {
			listener.start();
			show(pending, view);
			return ExitCode.DONE;
		}
		finally {
			interruption.end();
		}
	}

	private QuoteView view(Console console) throws InterruptedException {
		if (this.count == null && !this.door.json() && Terminal.isCapable() && console.isAnswerWatched()) {
			return new QuoteScreen(console, Terminal.ofThisProcess(), Timeline.REAL);
		}
		return new QuoteLines(console, this.door.json(), (this.count != null) ? this.count : Long.MAX_VALUE);
	}

	private static void show(PendingQuotes pending, QuoteView view) throws InterruptedException {
		boolean troubled = false;
		while (true) {
			News news = pending.take(LONGEST_WAIT);
			if (news.trouble() != null && !troubled) {
				view.message("watch: " + news.trouble() + "; trying again until it is back");
			}
			else if (news.trouble() == null && troubled) {
				view.message("watch: the server is back");
			}
			troubled = news.trouble() != null;
			if (!view.show(news.quotes())) {
				return;
			}
		}
	}

}
