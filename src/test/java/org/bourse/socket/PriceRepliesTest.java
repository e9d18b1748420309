package org.bourse.socket;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.bourse.domain.PartialRepository;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.bourse.resp.RequestParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PriceRepliesTest {

	private final Market market = new Market();

	private final PriceReplies replies = new PriceReplies(this.market);

	@Test
	void thePriceIsTheOneAtTheTimeOfTheRequest() throws ProtocolException {
		this.market.list("GameStart", "15.99");
		this.market.list("FishCo", "18.5");
		assertThat(lookup("GameStart")).isEqualTo("+15.99\r\n");
		assertThat(lookup("FishCo")).isEqualTo("+18.5\r\n");
		this.market.update(new Symbol("GameStart"), Price.parse("7")).join();
		assertThat(lookup("GameStart")).isEqualTo("+7\r\n");
		assertThat(lookup("FishCo")).isEqualTo("+18.5\r\n");
	}

	@Test
	void aStockThatIsListedLaterIsFound() throws ProtocolException {
		this.market.list("GameStart", "15.99");
		assertThat(lookup("GameStart")).isEqualTo("+15.99\r\n");
		assertThat(lookup("FishCo")).isNull();
		this.market.list("FishCo", "18.5");
		assertThat(lookup("FishCo")).isEqualTo("+18.5\r\n");
		assertThat(lookup("GameStart")).isEqualTo("+15.99\r\n");
	}

	@Test
	void whatCannotBeASymbolIsTheNameOfNoStock() throws ProtocolException {
		this.market.list("GameStart", "15.99");
		assertThat(lookup("GameStart")).isEqualTo("+15.99\r\n");
		for (String name : new String[] { "", "GameStart\0", "Game Start", "gamestart", "G\u00e4meStart",
				"SeventeenLettersX" }) {
			assertThat(lookup(name)).as(name).isNull();
		}
	}

	@Test
	void aReplyThatWasEncodedOnceIsNotEncodedAgain() throws ProtocolException {
		this.market.list("GameStart", "15.99");
		lookup("GameStart");
		int looked = this.market.finds;
		lookup("GameStart");
		lookup("GameStart");
		assertThat(this.market.finds).isEqualTo(looked);
	}

	private @Nullable String lookup(String symbol) throws ProtocolException {
		String text = "*2\r\n$6\r\nLOOKUP\r\n$" + symbol.length() + "\r\n" + symbol + "\r\n";
		byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
		Request request = new Request(2);
		assertThat(new RequestParser(100).parse(bytes, 0, bytes.length, request)).isEqualTo(bytes.length);
		ReplyWriter reply = new ReplyWriter(100);
		return this.replies.write(request, 1, reply) ? new String(reply.copyFrom(0), StandardCharsets.ISO_8859_1)
				: null;
	}

	/** A market that can list stocks while it is open, as another server may. */
	private static final class Market extends PartialRepository {

		private final List<Stock> stocks = new ArrayList<>();

		private int finds;

		void list(String symbol, String price) {
			this.stocks.add(Stock.listed(new Symbol(symbol), Price.parse(price), 10, LocalDate.EPOCH));
		}

		@Override
		public @Nullable Stock find(Symbol symbol) {
			this.finds++;
			return this.stocks.stream().filter((stock) -> stock.symbol().equals(symbol)).findFirst().orElse(null);
		}

		@Override
		public List<Stock> all() {
			return this.stocks;
		}

		@Override
		public CompletableFuture<Stock> update(Symbol symbol, Price price) {
			Stock stock = Objects.requireNonNull(find(symbol)).withPrice(price);
			this.stocks.set(this.stocks.indexOf(find(symbol)), stock);
			return CompletableFuture.completedFuture(stock);
		}

	}

}
