package org.bourse.socket;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.bourse.domain.HaltReason;
import org.bourse.domain.MarketException;
import org.bourse.domain.PartialRepository;
import org.bourse.domain.Resumption;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.resp.RequestEncoder;
import org.jspecify.annotations.Nullable;
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
 * The socket door as raw bytes.
 */
class SocketDoorTest {

	/** Requests that change nothing, and the bytes that must come back. */
	private static final Map<String, String> CONVERSATIONS = new LinkedHashMap<>();

	static {
		CONVERSATIONS.put(request("LOOKUP", "GameStart"), "+15.99\r\n");
		CONVERSATIONS.put(request("lookup", "Nope"), ":-1\r\n");
		CONVERSATIONS.put("LookUp GameStart\r\n", "+15.99\r\n");
		CONVERSATIONS.put(request("QUOTE", "FishCo"),
				"*14\r\n$6\r\nsymbol\r\n$6\r\nFishCo\r\n$5\r\nprice\r\n$4\r\n18.5\r\n$6\r\nvolume\r\n:0\r\n$5\r\nlimit\r\n"
						+ ":10\r\n$6\r\nstatus\r\n$7\r\nTRADING\r\n$6\r\nreason\r\n$-1\r\n$7\r\nversion\r\n:1\r\n");
		CONVERSATIONS.put(request("QUOTE", "Nope"), "*-1\r\n");
		CONVERSATIONS.put(request("LIST"), "*2\r\n$6\r\nFishCo\r\n$9\r\nGameStart\r\n");
		CONVERSATIONS.put(request("LIST", "G"), "*1\r\n$9\r\nGameStart\r\n");
		CONVERSATIONS.put(request("LIST", "?"), "*0\r\n");
		CONVERSATIONS.put(request("TRADE", "Nope", "1", "BUY"), ":-1\r\n");
		CONVERSATIONS.put(request("TRADE", "FishCo", "11", "SELL"), ":0\r\n");
		CONVERSATIONS.put(request("TRADE", "FishCo", "0", "BUY"), ":-3\r\n");
		CONVERSATIONS.put(request("TRADE", "FishCo", "11", "BUY", "ID", "a-1"), ":0\r\n");
		CONVERSATIONS.put(request("UPDATE", "Nope", "1"), ":-1\r\n");
		CONVERSATIONS.put(request("UPDATE", "FishCo", "-1"), ":-2\r\n");
		CONVERSATIONS.put(request("HALT", "Nope", "NEWS"), ":-1\r\n");
		CONVERSATIONS.put(request("RESUME", "FishCo"), "+OK\r\n");
		CONVERSATIONS.put(request("RESUME", "Nope", "LIMIT", "5"), ":-1\r\n");
		CONVERSATIONS.put(request("PING"), "+PONG\r\n");
		CONVERSATIONS.put(request("PING", "hi"), "$2\r\nhi\r\n");
		CONVERSATIONS.put(request("ECHO", "a\r\nb"), "$4\r\na\r\nb\r\n");
		CONVERSATIONS.put(request("SELECT", "0"), "+OK\r\n");
		CONVERSATIONS.put(request("RESET"), "+RESET\r\n");
		CONVERSATIONS.put(request("CONFIG", "GET", "save"), "*2\r\n$4\r\nsave\r\n$0\r\n\r\n");
		CONVERSATIONS.put(request("COMMAND", "COUNT"), ":23\r\n");
		CONVERSATIONS.put(request("CLIENT", "SETINFO", "lib-name", "x"), "+OK\r\n");
		CONVERSATIONS.put("\r\nPING\r\n", "+PONG\r\n");
	}

	private static final Symbol FISH_CO = new Symbol("FishCo");

	private TestListener door;

	@BeforeEach
	void open() {
		this.door = new TestListener();
	}

	@AfterEach
	void close() {
		this.door.close();
	}

	@Test
	void everyCommandMayBeCutAtEveryByte() throws IOException {
		for (Map.Entry<String, String> conversation : CONVERSATIONS.entrySet()) {
			String request = conversation.getKey();
			try (RawClient client = this.door.connect()) {
				for (int cut = 0; cut <= request.length(); cut++) {
					// The answer to PING shows that the first part was read before the
					// second is sent.
					client.send(request("PING") + request.substring(0, cut));
					String pong = "+PONG\r\n" + ((cut == request.length()) ? conversation.getValue() : "");
					assertThat(client.readBytes(pong.length())).isEqualTo(pong);
					if (cut < request.length()) {
						client.send(request.substring(cut));
						assertThat(client.readBytes(conversation.getValue().length())).as("%s cut at %d", request, cut)
							.isEqualTo(conversation.getValue());
					}
				}
			}
		}
	}

	@Test
	void everyCommandMayComeByteByByte() throws IOException {
		try (RawClient client = this.door.connect()) {
			for (Map.Entry<String, String> conversation : CONVERSATIONS.entrySet()) {
				for (char c : conversation.getKey().toCharArray()) {
					client.send(String.valueOf(c));
				}
				assertThat(client.readBytes(conversation.getValue().length())).isEqualTo(conversation.getValue());
			}
		}
	}

	@Test
	void aPipelineIsAnsweredInOrderHoweverLong() throws IOException {
		String requests = String.join("", CONVERSATIONS.keySet()).repeat(50);
		String replies = String.join("", CONVERSATIONS.values()).repeat(50);
		try (RawClient client = this.door.connect()) {
			assertThat(client.send(requests).endOutput().readAll()).isEqualTo(replies);
		}
	}

	@Test
	void aTradeMayNameItsSideAndIdInAnyCase() throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("trade FishCo 2 buy id X-1")).isEqualTo(new Reply.Number(1));
			assertThat(client.ask("TRADE FishCo 2 BUY ID X-1")).isEqualTo(new Reply.Number(1));
			assertThat(client.ask("TRADE FishCo 3 BUY ID X-1")).isEqualTo(
					new Reply.Fault("IDMISMATCH client order id X-1 was used for another order; choose a new id"));
			assertThat(field(client.ask("QUOTE FishCo"), "volume")).isEqualTo(new Reply.Number(2));
		}
	}

	@Test
	void aHaltIsSeenInTheQuote() throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("TRADE FishCo 10 SELL")).isEqualTo(new Reply.Number(1));
			assertThat(client.ask("TRADE FishCo 1 BUY")).isEqualTo(new Reply.Number(0));
			assertThat(client.ask("UPDATE FishCo 20.50")).isEqualTo(new Reply.Number(1));
			assertThat(client.ask("LOOKUP FishCo")).isEqualTo(new Reply.Text("20.5"));
			assertThat(client.ask("QUOTE FishCo")).isEqualTo(new Reply.Sequence(List.of(text("symbol"), text("FishCo"),
					text("price"), text("20.5"), text("volume"), new Reply.Number(10), text("limit"),
					new Reply.Number(10), text("status"), text("HALTED"), text("reason"), text("VOLUME_LIMIT"),
					text("version"), new Reply.Number(3), text("since"), text(since(FISH_CO)))));
		}
	}

	@Test
	void anOperatorHaltsAndResumesAStock() throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("halt FishCo news until 2999-01-02T03:04:05.678Z")).isEqualTo(text("OK"));
			assertThat(client.ask("TRADE FishCo 1 BUY")).isEqualTo(new Reply.Number(0));
			assertThat(client.ask("QUOTE FishCo"))
				.isEqualTo(new Reply.Sequence(List.of(text("symbol"), text("FishCo"), text("price"), text("18.5"),
						text("volume"), new Reply.Number(0), text("limit"), new Reply.Number(10), text("status"),
						text("HALTED"), text("reason"), text("NEWS"), text("version"), new Reply.Number(2),
						text("since"), text(since(FISH_CO)), text("resume"), text("2999-01-02T03:04:05.678Z"))));
			assertThat(client.ask("HALT FishCo REGULATORY")).isEqualTo(text("OK"));
			assertThat(field(client.ask("QUOTE FishCo"), "reason")).isEqualTo(text("REGULATORY"));
			assertThat(client.ask("RESUME FishCo")).isEqualTo(text("OK"));
			assertThat(client.ask("TRADE FishCo 10 BUY")).isEqualTo(new Reply.Number(1));
			assertThat(client.ask("RESUME FishCo")).isEqualTo(new Reply.Fault(
					"ERR FishCo has a volume of 10 and a limit of 10: give a volume limit above the volume, or reset the volume"));
			assertThat(client.ask("resume FishCo limit 12")).isEqualTo(text("OK"));
			assertThat(client.ask("TRADE FishCo 2 BUY")).isEqualTo(new Reply.Number(1));
			assertThat(client.ask("RESUME FishCo RESET")).isEqualTo(text("OK"));
			assertThat(client.ask("QUOTE FishCo"))
				.isEqualTo(new Reply.Sequence(List.of(text("symbol"), text("FishCo"), text("price"), text("18.5"),
						text("volume"), new Reply.Number(0), text("limit"), new Reply.Number(12), text("status"),
						text("TRADING"), text("reason"), new Reply.Null(), text("version"), new Reply.Number(8))));
		}
	}

	@Test
	void theLedgerIsToldWhoHaltedAndResumed() throws Exception {
		List<String> actors = new ArrayList<>();
		try (TestListener recording = new TestListener(new PartialRepository() {

			@Override
			public CompletableFuture<Stock> halt(Symbol symbol, HaltReason reason, @Nullable Instant resumeAt,
					String actor) {
				actors.add(actor);
				return CompletableFuture.failedFuture(MarketException.unknownStock(symbol));
			}

			@Override
			public CompletableFuture<Stock> resume(Symbol symbol, Resumption resumption, String actor) {
				actors.add(actor);
				return CompletableFuture.failedFuture(MarketException.unknownStock(symbol));
			}

		}); RawClient client = recording.connect()) {
			assertThat(client.ask("HALT Nope ADMIN")).isEqualTo(new Reply.Number(-1));
			assertThat(client.ask("RESUME Nope")).isEqualTo(new Reply.Number(-1));
		}
		assertThat(actors).containsExactly("socket 127.0.0.1", "socket 127.0.0.1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '~', value = {
			"TRADE FishCo 1 ~ ERR wrong number of arguments for 'TRADE' command, usage: TRADE symbol quantity BUY|SELL [ID client-order-id]",
			"TRADE FishCo 1 HOLD ~ ERR side must be BUY or SELL; it is 'HOLD'",
			"TRADE FishCo 1 BUY ID ~ ERR syntax error, usage: TRADE symbol quantity BUY|SELL [ID client-order-id]",
			"TRADE FishCo 1 BUY XX 1 ~ ERR syntax error, usage: TRADE symbol quantity BUY|SELL [ID client-order-id]",
			"TRADE FishCo 1 BUY ID a.b ~ ERR client order id must be 1 to 64 of A-Z a-z 0-9 _ -; it is 'a.b'",
			"HALT FishCo ~ ERR wrong number of arguments for 'HALT' command, usage: HALT symbol ADMIN|NEWS|REGULATORY [UNTIL time]",
			"HALT FishCo VOLUME_LIMIT ~ ERR reason must be ADMIN, NEWS or REGULATORY; it is 'VOLUME_LIMIT'",
			"HALT FishCo NEWS UNTIL ~ ERR syntax error, usage: HALT symbol ADMIN|NEWS|REGULATORY [UNTIL time]",
			"HALT FishCo NEWS TILL 2999-01-01T00:00:00Z ~ ERR syntax error, usage: HALT symbol ADMIN|NEWS|REGULATORY [UNTIL time]",
			"RESUME ~ ERR wrong number of arguments for 'RESUME' command, usage: RESUME symbol [LIMIT n|RESET]",
			"RESUME FishCo LIMIT ~ ERR syntax error, usage: RESUME symbol [LIMIT n|RESET]",
			"RESUME FishCo RESET 5 ~ ERR syntax error, usage: RESUME symbol [LIMIT n|RESET]",
			"RESUME FishCo LIMIT 0 ~ ERR volume limit must be a whole number from 1 to 9223372036854775807; it is '0'",
			"RESUME FishCo RESET ~ ERR FishCo is trading; its volume is reset only together with the end of a halt",
			"LOOKUP ~ ERR wrong number of arguments for 'LOOKUP' command, usage: LOOKUP symbol",
			"lookup a b ~ ERR wrong number of arguments for 'lookup' command, usage: LOOKUP symbol",
			"LIST a b ~ ERR wrong number of arguments for 'LIST' command, usage: LIST [prefix]",
			"NOPE a b c d ~ ERR unknown command 'NOPE', with args beginning with: 'a', 'b', 'c', try HELP",
			"SELECT 1 ~ ERR DB index is out of range", "HELLO 4 ~ NOPROTO unsupported protocol version",
			"HELLO 3 AUTH eve x ~ WRONGPASS invalid username-password pair or user is disabled.",
			"AUTH x ~ ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
			"CONFIG SET save x ~ ERR CONFIG SET is not supported; settings are read from application.yml at the start",
			"CLIENT MAINT_NOTIFICATIONS ON ~ ERR unknown subcommand or wrong number of arguments for 'MAINT_NOTIFICATIONS'. Try HELP." },
			quoteCharacter = '"')
	void aMistakeIsAnsweredWithOneClearLineAndTheConnectionGoesOn(String line, String error) throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask(line)).isEqualTo(new Reply.Fault(error));
			assertThat(client.ask("PING")).isEqualTo(text("PONG"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "9223372036854775808", "+5", "05", "1e3", "0x10", "\u00b3", "1000000001" })
	void aBadQuantityIsMinusThreeAndChangesNothing(String quantity) throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("TRADE FishCo " + quantity + " BUY")).isEqualTo(new Reply.Number(-3));
			assertThat(client.send(request("TRADE", "FishCo", "", "BUY")).read()).isEqualTo(new Reply.Number(-3));
			assertThat(client.send(request("TRADE", "FishCo", " 5", "BUY")).read()).isEqualTo(new Reply.Number(-3));
			assertThat(field(client.ask("QUOTE FishCo"), "version")).isEqualTo(new Reply.Number(1));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "NaN", "Infinity", "1d", "0x1p3", "1e1000000000", "1.", ".5", "-1", "0" })
	void aBadPriceIsMinusTwoAndChangesNothing(String price) throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("UPDATE FishCo " + price)).isEqualTo(new Reply.Number(-2));
			assertThat(field(client.ask("QUOTE FishCo"), "version")).isEqualTo(new Reply.Number(1));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0123456789ABCDEFG", "<script>", "\u00e9" })
	void aNameThatNoStockCanHaveIsJustUnknown(String symbol) throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("LOOKUP " + symbol)).isEqualTo(new Reply.Number(-1));
			assertThat(client.ask("QUOTE " + symbol)).isEqualTo(new Reply.Null());
			assertThat(client.ask("TRADE " + symbol + " 1 BUY")).isEqualTo(new Reply.Number(-1));
			assertThat(client.ask("UPDATE " + symbol + " 1")).isEqualTo(new Reply.Number(-1));
			assertThat(client.send(request("LOOKUP", "")).read()).isEqualTo(new Reply.Number(-1));
		}
	}

	@Test
	void namesAreFoldedAsAsciiUnderATurkishLocale() throws Exception {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag("tr"));
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("ping")).isEqualTo(text("PONG"));
			assertThat(client.ask("list G")).isEqualTo(new Reply.Sequence(List.of(text("GameStart"))));
			assertThat(client.ask("trade FishCo 1 buy id i")).isEqualTo(new Reply.Number(1));
			assertThat(client.ask("client id")).isInstanceOf(Reply.Number.class);
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "*3000000000\\r\\n | invalid multibulk length", "*-10\\r\\n | invalid multibulk length",
					"*1\\r\\n$-1\\r\\n | invalid bulk length", "*1\\r\\n$2000000000 | invalid bulk length",
					"*1\\r\\n$65537\\r\\n | request is larger than 65536 bytes",
					"*1\\r\\n*1\\r\\n | expected '$', got '*'",
					"*1025\\r\\n | invalid multibulk length: more than 1024 arguments",
					"*1\\r\\n$4\\r\\nPINGxx | bulk string is not followed by CR LF" })
	void malformedBytesGetAReadableErrorAndEndTheConnectionWithoutRunningWhatFollows(String bytes, String error)
			throws IOException {
		String malformed = bytes.replace("\\r", "\r").replace("\\n", "\n");
		try (RawClient client = this.door.connect()) {
			client.send("PING\r\n" + malformed + "\r\n" + request("TRADE", "FishCo", "1", "BUY"));
			assertThat(client.readAll()).isEqualTo("+PONG\r\n-ERR Protocol error: " + error + "\r\n");
		}
		assertUntouched();
	}

	@Test
	void aTooLongInlineLineGetsAReadableError() throws IOException {
		try (RawClient client = this.door.connect()) {
			client.send("x".repeat(65_537));
			assertThat(client.readAll())
				.isEqualTo("-ERR Protocol error: too big inline request: more than 65536 bytes\r\n");
		}
	}

	@Test
	void anArrayNestedAHundredThousandDeepIsRefused() throws IOException {
		try (RawClient client = this.door.connect()) {
			client.send("*1\r\n".repeat(100_000));
			assertThat(client.readAll()).isEqualTo("-ERR Protocol error: expected '$', got '*'\r\n");
		}
	}

	@Test
	void aTlsHelloIsToldThatThisIsNotTlsAndCountedAsOne() throws IOException {
		try (RawClient client = this.door.connect()) {
			client.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
			assertThat(client.readAll()).isEqualTo("-ERR Protocol error: expected '*' or an inline command, got byte "
					+ "0x16; this port speaks RESP without TLS\r\n");
		}
		await().until(() -> this.door.counter("bourse.connections.closed", "reason", "tls") == 1);
	}

	@Test
	void whatLooksLikeATlsHelloAfterARequestIsNone() throws IOException {
		try (RawClient client = this.door.connect()) {
			client.send("PING\r\n\u0016\u0003\u0001");
			assertThat(client.readAll()).startsWith("+PONG\r\n-ERR Protocol error: ");
		}
		await().until(() -> this.door.counter("bourse.connections.closed", "reason", "protocol-error") == 1);
		assertThat(this.door.counter("bourse.connections.closed", "reason", "tls")).isZero();
	}

	@Test
	void aWebPageCannotMakeABrowserTrade() throws Exception {
		for (String head : List.of("POST / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost:8888\r\n")) {
			try (RawClient client = this.door.connect()) {
				client.send(head + "TRADE FishCo 1 BUY\r\n").endOutput();
				assertThat(readAllOrReset(client)).doesNotContain(":1\r\n");
			}
		}
		assertUntouched();
		assertThat(this.door.counter("bourse.connections.closed", "reason", "http")).isEqualTo(2);
	}

	@Test
	void whatComesBehindQuitIsNotRun() throws IOException {
		try (RawClient client = this.door.connect()) {
			client.send("PING\r\nQUIT\r\nTRADE FishCo 1 BUY\r\n");
			assertThat(client.readAll()).isEqualTo("+PONG\r\n+OK\r\n");
		}
		assertUntouched();
	}

	@Test
	void aClientThatEndsItsOutputIsAnsweredFirst() throws IOException {
		try (RawClient client = this.door.connect()) {
			assertThat(client.send("LOOKUP GameStart\r\nLOOK").endOutput().readAll()).isEqualTo("+15.99\r\n");
		}
	}

	@Test
	void helloChoosesTheVersionAndResetGoesBack() throws Exception {
		try (RawClient client = this.door.connect()) {
			Reply hello = client.ask("HELLO 3 SETNAME me");
			assertThat(field(hello, "server")).isEqualTo(text("bourse"));
			assertThat(field(hello, "proto")).isEqualTo(new Reply.Number(3));
			assertThat(client.ask("CLIENT GETNAME")).isEqualTo(text("me"));
			assertThat(client.ask("RESET")).isEqualTo(text("RESET"));
			assertThat(client.ask("CLIENT GETNAME")).isEqualTo(new Reply.Null());
		}
		try (RawClient client = this.door.connect()) {
			String map = "%7\r\n$6\r\nserver\r\n$6\r\nbourse\r\n";
			assertThat(client.send("HELLO 3\r\n").readBytes(map.length())).isEqualTo(map);
		}
		try (RawClient client = this.door.connect()) {
			client.ask("HELLO 3");
			client.ask("RESET");
			assertThat(client.send("QUOTE Nope\r\n").endOutput().readAll()).isEqualTo("*-1\r\n");
		}
	}

	@Test
	void infoHasWhatClientsAndPeopleLookFor() throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("INFO")).isInstanceOfSatisfying(Reply.Text.class,
					(info) -> assertThat(info.value()).contains("redis_version:7.4.0\r\n", "bourse_version:0.1.0\r\n",
							"tcp_port:" + this.door.listener().port() + "\r\n", "connected_clients:1\r\n",
							"loading:0\r\n", "role:master\r\n", "store:memory\r\n"));
			assertThat(client.ask("INFO replication")).isEqualTo(text("# Replication\r\nrole:master\r\n"));
		}
	}

	@Test
	void silentAndHalfSentClientsHoldNoWorker() throws Exception {
		List<RawClient> silent = new ArrayList<>();
		try {
			for (int i = 0; i < 50; i++) {
				silent.add(this.door.connect());
				silent.add(this.door.connect().send("*2\r\n$6\r\nLOOK"));
			}
			try (RawClient client = this.door.connect()) {
				assertThat(client.ask("LOOKUP GameStart")).isEqualTo(text("15.99"));
			}
			for (int i = 1; i < silent.size(); i += 2) {
				assertThat(silent.get(i).send("UP\r\n$9\r\nGameStart\r\n").read()).isEqualTo(text("15.99"));
			}
		}
		finally {
			for (RawClient client : silent) {
				client.close();
			}
		}
		await().until(() -> this.door.listener().meters().openConnections() == 0);
	}

	@Test
	void aClientThatNeverReadsIsNotReadFurtherAndHurtsNobody() throws Exception {
		RawClient greedy = this.door.connect();
		try {
			Thread sender = new Thread(() -> {
				String requests = request("HELP").repeat(1000);
				try {
					while (!Thread.interrupted()) {
						greedy.send(requests);
					}
				}
				catch (IOException ex) {
					// The connection was closed at the end of the test.
				}
			});
			sender.start();
			await().until(() -> sender.getState() == Thread.State.RUNNABLE
					&& this.door.registry().get("bourse.socket.buffered").gauge().value() > 0);
			try (RawClient client = this.door.connect()) {
				assertThat(client.ask("LOOKUP GameStart")).isEqualTo(text("15.99"));
			}
			// One turn of replies, and one read of requests.
			assertThat(this.door.registry().get("bourse.socket.buffered").gauge().value()).isLessThan(256 * 1024);
		}
		finally {
			greedy.close();
		}
		await().until(() -> this.door.listener().meters().openConnections() == 0);
		assertThat(this.door.registry().get("bourse.socket.buffered").gauge().value()).isZero();
	}

	@Test
	void aConnectionThatIsResetHurtsNobody() throws Exception {
		try (RawClient client = this.door.connect()) {
			for (int i = 0; i < 100; i++) {
				try (java.net.Socket socket = new java.net.Socket("127.0.0.1", this.door.listener().port())) {
					socket.setSoLinger(true, 0);
					socket.getOutputStream().write("HELP\r\nLOOK".getBytes(ISO_8859_1));
				}
			}
			assertThat(client.ask("LOOKUP GameStart")).isEqualTo(text("15.99"));
		}
		await().until(() -> this.door.listener().meters().openConnections() == 0);
		assertThat(this.door.listener().isHealthy()).isTrue();
	}

	@Test
	void aTimeInThePastIsNoTimeToResume() throws Exception {
		try (RawClient client = this.door.connect()) {
			assertThat(client.ask("HALT FishCo NEWS UNTIL 1999-01-01T00:00:00Z")).isInstanceOfSatisfying(
					Reply.Fault.class,
					(fault) -> assertThat(fault.message())
						.startsWith("ERR resume time must be a time such as 2026-11-23T14:30:00Z, later than now (")
						.endsWith("); it is '1999-01-01T00:00:00Z'"));
		}
		assertUntouched();
	}

	private String since(Symbol symbol) {
		return this.door.market().find(symbol).halt().since().toString();
	}

	private void assertUntouched() throws IOException {
		try (RawClient client = this.door.connect()) {
			assertThat(field(client.ask("QUOTE FishCo"), "version")).isEqualTo(new Reply.Number(1));
		}
		catch (ProtocolException ex) {
			throw new IOException(ex);
		}
	}

	private static String readAllOrReset(RawClient client) throws IOException {
		try {
			return client.readAll();
		}
		catch (SocketException | EOFException ex) {
			return "";
		}
	}

	static Reply field(Reply map, String name) {
		List<Reply> elements = ((Reply.Sequence) map).elements();
		return elements.get(elements.indexOf(text(name)) + 1);
	}

	private static Reply.Text text(String value) {
		return new Reply.Text(value);
	}

	private static String request(String... arguments) {
		return new String(RequestEncoder.encode(arguments), ISO_8859_1);
	}

}
