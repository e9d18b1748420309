package org.bourse.socket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteJson;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.resp.RequestEncoder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Changes of stocks are pushed through the socket.
 */
class SubscriptionTest {

	private static final Symbol GAME_START = new Symbol("GameStart");

	private static final Symbol FISH_CO = new Symbol("FishCo");

	/** As Redis 7 answers them; no stock has these symbols, so no message comes. */
	private static final String[][] CONFIRMATIONS = { { "UNSUBSCRIBE", "unsubscribe - 0" },
			{ "punsubscribe", "punsubscribe - 0" }, { "SUBSCRIBE a b", "subscribe a 1", "subscribe b 2" },
			{ "PSUBSCRIBE x* x*", "psubscribe x* 3", "psubscribe x* 3" }, { "subscribe a", "subscribe a 3" },
			{ "UNSUBSCRIBE zz? a", "unsubscribe zz? 3", "unsubscribe a 2" }, { "UNSUBSCRIBE", "unsubscribe b 1" },
			{ "UNSUBSCRIBE", "unsubscribe - 1" }, { "PUNSUBSCRIBE *", "punsubscribe * 1" },
			{ "PUNSUBSCRIBE", "punsubscribe x* 0" }, { "PUNSUBSCRIBE", "punsubscribe - 0" } };

	private TestListener door;

	@BeforeEach
	void open() {
		this.door = new TestListener();
	}

	@AfterEach
	void close() {
		this.door.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3 })
	void everyNameIsConfirmedAsInRedis(int version) throws Exception {
		String requests = "";
		String replies = "";
		for (String[] conversation : CONFIRMATIONS) {
			requests += conversation[0] + "\r\n";
			for (int i = 1; i < conversation.length; i++) {
				replies += confirmation(version, conversation[i]);
			}
		}
		try (RawClient client = connect(version)) {
			assertThat(client.send(requests).readBytes(replies.length())).isEqualTo(replies);
			for (char c : requests.toCharArray()) {
				client.send(String.valueOf(c));
			}
			assertThat(client.readBytes(replies.length())).isEqualTo(replies);
			assertThat(client.send("SUBSCRIBE a\r\nQUIT\r\n").readAll())
				.isEqualTo(confirmation(version, "subscribe a 1") + "+OK\r\n");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3 })
	void theConfirmationThenThePresentQuoteThenEachChange(int version) throws Exception {
		String head = ((version == 2) ? "*3" : ">3") + "\r\n$7\r\nmessage\r\n$6\r\nFishCo\r\n";
		try (RawClient client = connect(version)) {
			String first = confirmation(version, "subscribe FishCo 1") + head + bulk(
					"{\"symbol\":\"FishCo\",\"price\":\"18.5\",\"volume\":0,\"volumeLimit\":10,\"status\":\"TRADING\","
							+ "\"haltReason\":null,\"haltedAt\":null,\"resumeAt\":null,\"version\":1}");
			assertThat(client.send("SUBSCRIBE FishCo\r\n").readBytes(first.length())).isEqualTo(first);
			for (int i = 1; i < 20; i++) {
				String change = head + bulk(QuoteJson.of(update(FISH_CO, i)));
				assertThat(client.readBytes(change.length())).isEqualTo(change);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3 })
	void aPatternIsForAllStocksThatBeginWithIt(int version) throws Exception {
		String type = (version == 2) ? "*4" : ">4";
		try (RawClient client = connect(version)) {
			String first = confirmation(version, "psubscribe G* 1") + type
					+ "\r\n$8\r\npmessage\r\n$2\r\nG*\r\n$9\r\nGameStart\r\n" + bulk(json(GAME_START));
			assertThat(client.send("PSUBSCRIBE G*\r\n").readBytes(first.length())).isEqualTo(first);
			update(FISH_CO, 5);
			String change = type + "\r\n$8\r\npmessage\r\n$2\r\nG*\r\n$9\r\nGameStart\r\n"
					+ bulk(QuoteJson.of(update(GAME_START, 7)));
			assertThat(client.readBytes(change.length())).isEqualTo(change);
		}
	}

	@Test
	void theStarAloneIsForAllStocks() throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("PSUBSCRIBE *")).isEqualTo(sequence("psubscribe", "*", 1));
			assertThat(client.read()).isEqualTo(sequence("pmessage", "*", "FishCo", json(FISH_CO)));
			assertThat(client.read()).isEqualTo(sequence("pmessage", "*", "GameStart", json(GAME_START)));
		}
	}

	@Test
	void aHaltIsPushedToo() throws Exception {
		try (RawClient client = this.door.connect(); RawClient operator = this.door.connect()) {
			assertThat(client.ask("SUBSCRIBE FishCo")).isEqualTo(sequence("subscribe", "FishCo", 1));
			assertThat(client.read()).isEqualTo(sequence("message", "FishCo", json(FISH_CO)));
			assertThat(operator.ask("HALT FishCo NEWS UNTIL 2999-01-01T00:00:00Z")).isEqualTo(new Reply.Text("OK"));
			assertThat(client.read()).isEqualTo(sequence("message", "FishCo", json(FISH_CO)));
			assertThat(json(FISH_CO)).contains("\"haltReason\":\"NEWS\"", "\"resumeAt\":\"2999-01-01T00:00:00Z\"");
		}
	}

	@Test
	void whoHasUnsubscribedIsToldNoMore() throws Exception {
		try (RawClient client = this.door.connect()) {
			client.ask("SUBSCRIBE FishCo GameStart");
			for (int i = 0; i < 3; i++) {
				client.read();
			}
			assertThat(client.ask("UNSUBSCRIBE FishCo")).isEqualTo(sequence("unsubscribe", "FishCo", 1));
			update(FISH_CO, 3);
			update(GAME_START, 4);
			assertThat(client.read()).isEqualTo(sequence("message", "GameStart", json(GAME_START)));
			assertThat(client.ask("UNSUBSCRIBE")).isEqualTo(sequence("unsubscribe", "GameStart", 0));
			update(GAME_START, 5);
			assertThat(client.ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("5"));
		}
	}

	@Test
	void resetEndsSubscriptionsAndVersion3() throws Exception {
		try (RawClient client = connect(3)) {
			client.ask("SUBSCRIBE FishCo");
			client.read();
			assertThat(client.send("RESET\r\nQUOTE Nope\r\n").read()).isEqualTo(new Reply.Text("RESET"));
			assertThat(client.read()).isEqualTo(new Reply.Null());
			update(FISH_CO, 3);
			assertThat(client.ask("LOOKUP FishCo")).isEqualTo(new Reply.Text("3"));
			assertThat(this.door.listener().meters().subscriptions()).isZero();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', value = {
			"SUBSCRIBE ~ ERR wrong number of arguments for 'SUBSCRIBE' command, usage: SUBSCRIBE symbol ...",
			"PSUBSCRIBE ~ ERR wrong number of arguments for 'PSUBSCRIBE' command, usage: PSUBSCRIBE prefix* ...",
			"SUBSCRIBE FishCo Fish? ~ ERR symbol must be 1 to 16 of A-Z a-z 0-9 . _ -; it is 'Fish?'",
			"PSUBSCRIBE G* G ~ ERR pattern must be the beginning of symbols with one * behind it, such as Game*, or * alone; it is 'G'",
			"PSUBSCRIBE G*e* ~ ERR pattern must be the beginning of symbols with one * behind it, such as Game*, or * alone; it is 'G*e*'",
			"PSUBSCRIBE G? ~ ERR pattern must be the beginning of symbols with one * behind it, such as Game*, or * alone; it is 'G?'",
			"PSUBSCRIBE [FG]* ~ ERR pattern must be the beginning of symbols with one * behind it, such as Game*, or * alone; it is '[FG]*'" },
			quoteCharacter = '"')
	void aMistakeIsOneClearLineAndSubscribesToNothing(String line, String error) throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask(line)).isEqualTo(new Reply.Fault(error));
			assertThat(client.ask("LOOKUP FishCo")).isEqualTo(new Reply.Text("18.5"));
		}
	}

	@Test
	void oneSubscriptionTooManyIsRefusedWithTheKeyOfTheLimit() throws Exception {
		try (TestListener small = new TestListener("max-subscriptions", "3"); RawClient client = small.connect()) {
			Reply refused = new Reply.Fault("ERR a client may have 3 subscriptions (bourse.socket.max-subscriptions); "
					+ "a pattern such as * is one");
			assertThat(client.ask("SUBSCRIBE a b c d")).isEqualTo(refused);
			assertThat(client.ask("SUBSCRIBE a b a")).isEqualTo(sequence("subscribe", "a", 1));
			client.read();
			client.read();
			assertThat(client.ask("PSUBSCRIBE x* y*")).isEqualTo(refused);
			assertThat(client.ask("PSUBSCRIBE x*")).isEqualTo(sequence("psubscribe", "x*", 3));
			assertThat(client.ask("SUBSCRIBE c")).isEqualTo(refused);
			assertThat(client.ask("SUBSCRIBE b")).isEqualTo(sequence("subscribe", "b", 3));
		}
	}

	@Test
	void inVersion2ASubscriberMayAskForLittleElseAndInVersion3ForAll() throws Exception {
		Map<String, Long> arities = new HashMap<>();
		try (RawClient client = this.door.connect()) {
			for (Reply command : ((Reply.Sequence) client.ask("COMMAND INFO")).elements()) {
				List<Reply> fields = ((Reply.Sequence) command).elements();
				arities.put(((Reply.Text) fields.get(0)).value(), Math.abs(((Reply.Number) fields.get(1)).value()));
			}
		}
		assertThat(arities).hasSize(23);
		arities.keySet()
			.removeAll(List.of("subscribe", "psubscribe", "unsubscribe", "punsubscribe", "ping", "quit", "reset"));
		try (RawClient client = this.door.connect(); RawClient free = connect(3)) {
			client.ask("SUBSCRIBE Nope");
			free.ask("SUBSCRIBE Nope");
			for (Map.Entry<String, Long> command : arities.entrySet()) {
				String line = command.getKey().toUpperCase(Locale.ROOT)
						+ " x".repeat(command.getValue().intValue() - 1);
				Reply refused = new Reply.Fault("ERR Can't execute '" + command.getKey()
						+ "': only (P)SUBSCRIBE / (P)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
				assertThat(client.ask(line)).isEqualTo(refused);
				assertThat(free.ask(line)).as(line).isNotNull().isNotEqualTo(refused);
			}
			assertThat(client.ask("NOPE")).isEqualTo(new Reply.Fault("ERR unknown command 'NOPE', try HELP"));
			assertThat(client.ask("LOOKUP"))
				.isEqualTo(new Reply.Fault("ERR wrong number of arguments for 'LOOKUP' command, usage: LOOKUP symbol"));
			assertThat(client.ask("PING")).isEqualTo(sequence("pong", ""));
			assertThat(client.ask("PING hi")).isEqualTo(sequence("pong", "hi"));
			assertThat(free.ask("PING")).isEqualTo(new Reply.Text("PONG"));
			assertThat(free.ask("PING hi")).isEqualTo(new Reply.Text("hi"));
		}
	}

	@Test
	void inVersion3RepliesAndPushesAreNeverMixedUp() throws Exception {
		try (RawClient client = connect(3); RawClient other = this.door.connect()) {
			client.ask("PSUBSCRIBE *");
			Thread updates = new Thread(() -> {
				for (int i = 1; i <= 5000; i++) {
					update(FISH_CO, i);
				}
			});
			updates.start();
			client.send("TRADE GameStart 1 BUY\r\nECHO between\r\n".repeat(500));
			long version = 0;
			int replies = 0;
			while (replies < 1000 || version < 5001) {
				Reply next = client.read();
				if (next instanceof Reply.Sequence push) {
					assertThat(push.elements()).hasSize(4).startsWith(new Reply.Text("pmessage"), new Reply.Text("*"));
					if (push.elements().get(2).equals(new Reply.Text("FishCo"))) {
						assertThat(versionOf(push)).isGreaterThan(version);
						version = versionOf(push);
					}
				}
				else {
					assertThat(next).isEqualTo((replies % 2 == 0) ? new Reply.Number(1) : new Reply.Text("between"));
					replies++;
				}
			}
			updates.join();
			assertThat(other.ask("LOOKUP FishCo")).isEqualTo(new Reply.Text("5000"));
		}
	}

	@Test
	void aWriteInFlightIsAnsweredBeforeTheConfirmation() throws Exception {
		HeldBackRepository slow = new HeldBackRepository(TestListener.newMarket());
		try (TestListener slowDoor = new TestListener(slow); RawClient client = slowDoor.connect()) {
			client.send("UPDATE FishCo 2\r\nSUBSCRIBE FishCo\r\n");
			await().until(() -> slow.waiting() == 1);
			slow.commitOne();
			assertThat(client.read()).isEqualTo(new Reply.Number(1));
			assertThat(client.read()).isEqualTo(sequence("subscribe", "FishCo", 1));
			assertThat(client.read()).isEqualTo(sequence("message", "FishCo", QuoteJson.of(slow.find(FISH_CO))));
		}
	}

	@Test
	void aSubscriberThatNeverReadsCostsLittleAndMissesOnlyStatesInBetween() throws Exception {
		try (RawClient greedy = this.door.connect(); RawClient other = this.door.connect()) {
			String[] patterns = { "*", "F*", "Fi*", "Fis*", "Fish*", "FishC*", "FishCo*" };
			greedy.send("PSUBSCRIBE " + String.join(" ", patterns) + "\r\n");
			other.ask("SUBSCRIBE FishCo");
			int changes = 0;
			while (buffered() == 0) {
				update(FISH_CO, ++changes);
			}
			for (int i = 1; i <= 10_000; i++) {
				update(FISH_CO, i);
			}
			Stock last = update(FISH_CO, 12.5);
			// One turn of messages.
			assertThat(buffered()).isBetween(1.0, 80.0 * 1024);
			long seen = 0;
			while (seen < last.version()) {
				seen = versionOf((Reply.Sequence) other.read());
			}
			Map<Reply, Long> versions = new HashMap<>();
			long states = 0;
			while (versions.size() < patterns.length
					|| versions.values().stream().anyMatch((version) -> version < last.version())) {
				List<Reply> message = ((Reply.Sequence) greedy.read()).elements();
				if (message.size() == 4 && message.get(2).equals(new Reply.Text("FishCo"))) {
					states++;
					long version = versionOf(new Reply.Sequence(message));
					assertThat(versions.getOrDefault(message.get(1), 0L)).isLessThan(version);
					versions.put(message.get(1), version);
				}
			}
			assertThat(states).isLessThan((changes + 10_000L) * patterns.length);
			await().until(() -> buffered() == 0);
		}
	}

	@Test
	void aSubscriberThatNeverReadsIsClosedAfterTheReplyTimeout() throws Exception {
		try (TestListener hasty = new TestListener("reply-timeout", "100ms"); RawClient greedy = hasty.connect()) {
			greedy.send("PSUBSCRIBE * F* Fi* Fis* Fish* FishC* FishCo*\r\n");
			double closed = 0;
			for (int i = 1; closed == 0; i = i % 1_000_000 + 1) {
				hasty.market().update(FISH_CO, Price.parse(Integer.toString(i))).join();
				closed = hasty.counter("bourse.connections.closed", "reason", "reply-timeout");
			}
			await().until(() -> hasty.registry().get("bourse.feed.subscribers").gauge().value() == 0);
			assertThat(hasty.registry().get("bourse.streams").gauge().value()).isZero();
		}
	}

	@Test
	void aThousandSubscribersAreAllToldTheLastState() throws Exception {
		List<RawClient> clients = new ArrayList<>();
		try {
			for (int i = 0; i < 1000; i++) {
				clients.add(connect((i % 2 == 0) ? 2 : 3).send("SUBSCRIBE FishCo\r\n"));
			}
			await().until(() -> this.door.listener().meters().subscribers() == 1000);
			for (int i = 1; i <= 1000; i++) {
				update(FISH_CO, i);
			}
			Stock last = update(FISH_CO, 12.5);
			for (RawClient client : clients) {
				assertThat(client.read()).isEqualTo(sequence("subscribe", "FishCo", 1));
				long seen = 0;
				while (seen < last.version()) {
					Reply.Sequence message = (Reply.Sequence) client.read();
					assertThat(versionOf(message)).isGreaterThan(seen);
					seen = versionOf(message);
				}
			}
		}
		finally {
			for (RawClient client : clients) {
				client.close();
			}
		}
		await().until(() -> this.door.registry().get("bourse.feed.subscribers").gauge().value() == 0);
		assertThat(this.door.listener().meters().subscriptions()).isZero();
	}

	@Test
	void aThousandSubscriptionsOfOneClientAreServedInTurn() throws Exception {
		StringBuilder request = new StringBuilder("SUBSCRIBE FishCo GameStart");
		for (int i = 2; i < 1000; i++) {
			request.append(" S").append(i);
		}
		try (RawClient client = this.door.connect()) {
			client.send(request + "\r\n");
			for (int i = 1; i <= 1000; i++) {
				assertThat(((Reply.Sequence) client.read()).elements().get(2)).isEqualTo(new Reply.Number(i));
			}
			assertThat(client.read()).isEqualTo(sequence("message", "FishCo", json(FISH_CO)));
			assertThat(client.read()).isEqualTo(sequence("message", "GameStart", json(GAME_START)));
			assertThat(this.door.listener().meters().subscriptions()).isEqualTo(1000);
		}
	}

	@Test
	void whenTheFeedEndsSubscribersAreToldAndClosedAndNobodyIsAdmitted() throws Exception {
		try (RawClient subscriber = this.door.connect();
				RawClient other = this.door.connect();
				RawClient formerly = this.door.connect()) {
			String confirmations = confirmation(2, "subscribe a 1") + confirmation(2, "psubscribe b* 2");
			subscriber.send("SUBSCRIBE a\r\nPSUBSCRIBE b*\r\n");
			assertThat(subscriber.readBytes(confirmations.length())).isEqualTo(confirmations);
			formerly.ask("SUBSCRIBE a");
			formerly.ask("UNSUBSCRIBE");
			this.door.feed().close();
			assertThat(subscriber.readAll()).isEqualTo("-UNAVAILABLE the server is stopping\r\n");
			assertThat(other.ask("SUBSCRIBE FishCo")).isEqualTo(new Reply.Fault("UNAVAILABLE the server is stopping"));
			assertThat(other.ask("LOOKUP FishCo")).isEqualTo(new Reply.Text("18.5"));
			assertThat(formerly.ask("LOOKUP FishCo")).isEqualTo(new Reply.Text("18.5"));
			this.door.listener().stop();
			assertThat(other.readAll()).isEmpty();
		}
		assertThat(this.door.counter("bourse.connections.closed", "reason", "shutdown")).isEqualTo(3);
	}

	@Test
	void whoReadsLateIsToldTheLastStateBeforeTheEnd() throws Exception {
		try (RawClient late = this.door.connect(); RawClient other = this.door.connect()) {
			late.send("PSUBSCRIBE * F* Fi* Fis* Fish* FishC* FishCo*\r\n");
			other.ask("SUBSCRIBE FishCo");
			for (int i = 1; buffered() == 0; i++) {
				update(FISH_CO, i);
			}
			Stock last = update(FISH_CO, 12.5);
			long seen = 0;
			while (seen < last.version()) {
				seen = versionOf((Reply.Sequence) other.read());
			}
			this.door.feed().close();
			String told = late.readAll();
			assertThat(told).endsWith("-UNAVAILABLE the server is stopping\r\n");
			assertThat(told.split(Pattern.quote(QuoteJson.of(last)), -1)).hasSize(1 + 7);
		}
	}

	@Test
	void aSubscriberIsNeverIdle() throws Exception {
		try (TestListener hasty = new TestListener("idle-timeout", "50ms");
				RawClient subscriber = hasty.connect();
				RawClient former = hasty.connect()) {
			subscriber.ask("SUBSCRIBE Nope");
			former.ask("SUBSCRIBE Nope");
			former.ask("UNSUBSCRIBE Nope");
			assertThat(former.readAll()).isEmpty();
			try (RawClient silent = hasty.connect()) {
				assertThat(silent.readAll()).isEmpty();
			}
			assertThat(subscriber.ask("PING")).isEqualTo(sequence("pong", ""));
		}
	}

	@Test
	void aSubscriberThatEndsItsOutputIsClosed() throws Exception {
		try (RawClient subscriber = this.door.connect()) {
			subscriber.ask("SUBSCRIBE Nope");
			assertThat(subscriber.endOutput().readAll()).isEmpty();
		}
		await().until(() -> this.door.listener().meters().subscribers() == 0);
	}

	@Test
	void infoTellsHowManyAreSubscribed() throws Exception {
		try (RawClient client = connect(3); RawClient other = this.door.connect()) {
			client.ask("SUBSCRIBE a b");
			client.read();
			other.ask("PSUBSCRIBE c*");
			assertThat(((Reply.Text) client.ask("INFO clients")).value()).contains("subscribers:2\r\n",
					"channels:3\r\n");
		}
	}

	private RawClient connect(int version) throws IOException, ProtocolException {
		RawClient client = this.door.connect();
		if (version == 3) {
			// The reply is read as bytes, as everything may be that follows.
			client.send("HELLO 3\r\nECHO done\r\n");
			StringBuilder hello = new StringBuilder();
			while (!hello.toString().endsWith("$4\r\ndone\r\n")) {
				hello.append(client.readBytes(1));
			}
		}
		return client;
	}

	private Stock update(Symbol symbol, double price) {
		String text = Double.toString(price);
		return this.door.market()
			.update(symbol, Price.parse(text.endsWith(".0") ? text.substring(0, text.length() - 2) : text))
			.join();
	}

	private String json(Symbol symbol) {
		return QuoteJson.of(this.door.market().find(symbol));
	}

	private double buffered() {
		return this.door.registry().get("bourse.socket.buffered").gauge().value();
	}

	private static long versionOf(Reply.Sequence message) {
		String json = ((Reply.Text) message.elements().get(message.elements().size() - 1)).value();
		return Long.parseLong(json.substring(json.lastIndexOf(':') + 1, json.length() - 1));
	}

	/**
	 * @param words what was done, the name or a dash for none, and how many are left
	 */
	private static String confirmation(int version, String words) {
		String[] parts = words.split(" ");
		String none = (version == 2) ? "$-1\r\n" : "_\r\n";
		return ((version == 2) ? "*3\r\n" : ">3\r\n") + bulk(parts[0]) + (parts[1].equals("-") ? none : bulk(parts[1]))
				+ ":" + parts[2] + "\r\n";
	}

	private static String bulk(String text) {
		return new String(RequestEncoder.encode(text), ISO_8859_1).substring("*1\r\n".length());
	}

	private static Reply sequence(Object... elements) {
		List<Reply> replies = new ArrayList<>();
		for (Object element : elements) {
			replies
				.add((element instanceof Integer number) ? new Reply.Number(number) : new Reply.Text((String) element));
		}
		return new Reply.Sequence(replies);
	}

}
