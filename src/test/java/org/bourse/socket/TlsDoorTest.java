package org.bourse.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.pkitesting.X509Bundle;
import org.bourse.domain.Price;
import org.bourse.domain.StockRepository;
import org.bourse.domain.Symbol;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.tls.ClientAuth;
import org.bourse.tls.ServerTls;
import org.bourse.tls.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The socket door behind TLS, without the rest of the server.
 */
class TlsDoorTest {

	private static final TestCertificates CERTIFICATES = TestCertificates.newAuthority();

	private static X509Bundle server;

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.log.start();
		((Logger) LoggerFactory.getLogger("org.bourse")).addAppender(this.log);
	}

	@AfterEach
	void listenNoMore() {
		((Logger) LoggerFactory.getLogger("org.bourse")).detachAppender(this.log);
	}

	private List<String> logged() {
		return List.copyOf(this.log.list)
			.stream()
			.map((event) -> event.getLevel() + " " + event.getFormattedMessage())
			.toList();
	}

	@BeforeAll
	static void sign() {
		server = CERTIFICATES.forServer();
	}

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void bothVersionsOfTlsAreSpoken(String protocol) throws Exception {
		try (TestListener door = open(); SSLSocket socket = CERTIFICATES.connect(port(door), protocol)) {
			assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
			assertThat(new RawClient(socket).ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
		}
	}

	@Test
	void aPipelineThatFillsAllBuffersIsAnsweredInOrder() throws Exception {
		int requests = 20_000;
		try (TestListener door = open(); SSLSocket socket = CERTIFICATES.connect(port(door))) {
			byte[] pipeline = requests(requests).getBytes(StandardCharsets.US_ASCII);
			CompletableFuture<Void> sent = write(socket, pipeline);
			String expected = replies(requests);
			assertThat(readText(socket.getInputStream(), expected.length())).isEqualTo(expected);
			sent.get(20, TimeUnit.SECONDS);
		}
	}

	/** Records of one byte each, and records that end anywhere in a request. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 4095, 4096, 16_383, 16_384 })
	void requestsMayBeCutIntoRecordsAnywhere(int recordBytes) throws Exception {
		int requests = (recordBytes < 10) ? 50 : 5000;
		try (TestListener door = open(); SSLSocket socket = CERTIFICATES.connect(port(door))) {
			byte[] pipeline = requests(requests).getBytes(StandardCharsets.US_ASCII);
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
				for (int at = 0; at < pipeline.length; at += recordBytes) {
					write(socket, pipeline, at, Math.min(recordBytes, pipeline.length - at));
				}
			});
			String expected = replies(requests);
			assertThat(readText(socket.getInputStream(), expected.length())).isEqualTo(expected);
			sent.get(20, TimeUnit.SECONDS);
		}
	}

	/** Including the handshake: records reach the server in pieces of one byte. */
	@Test
	void theNetworkMayCutRecordsAnywhere() throws Exception {
		try (TestListener door = open();
				Dribble dribble = new Dribble(port(door));
				SSLSocket socket = CERTIFICATES.connect(dribble.port())) {
			assertThat(new RawClient(socket).ask("LOOKUP FishCo")).isEqualTo(new Reply.Text("18.5"));
		}
	}

	@Test
	void aRequestOfTheLargestSizeIsEchoed() throws Exception {
		String word = "x".repeat(60_000);
		try (TestListener door = open(); SSLSocket socket = CERTIFICATES.connect(port(door))) {
			RawClient client = new RawClient(socket);
			client.send("*2\r\n$4\r\nECHO\r\n$60000\r\n" + word + "\r\n");
			assertThat(client.read()).isEqualTo(new Reply.Text(word));
		}
	}

	@Test
	void whatComesBehindAWriteInFlightIsRunWhenItIsAnswered() throws Exception {
		HeldBackRepository market = new HeldBackRepository(TestListener.newMarket());
		try (TestListener door = open(ServerTls.of("tls", ClientAuth.NONE, bundles(server)), market);
				SSLSocket socket = CERTIFICATES.connect(port(door))) {
			RawClient client = new RawClient(socket);
			// Far more than one read brings, behind a write that is not answered yet.
			client.send("TRADE GameStart 10 BUY\r\n");
			CompletableFuture<Void> sent = write(socket, requests(10_000).getBytes(StandardCharsets.US_ASCII));
			while (!market.commitOne()) {
				Thread.onSpinWait();
			}
			String expected = ":1\r\n" + replies(10_000);
			assertThat(readText(socket.getInputStream(), expected.length())).isEqualTo(expected);
			sent.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void whoEndsItsOutputIsAnsweredAllTheSame() throws Exception {
		try (TestListener door = open(); SSLSocket socket = CERTIFICATES.connect(port(door), "TLSv1.3")) {
			RawClient client = new RawClient(socket).send("LOOKUP GameStart\r\nLOOKUP FishCo\r\n").endOutput();
			assertThat(client.readAll()).isEqualTo("+15.99\r\n+18.5\r\n");
		}
	}

	@Test
	void aRequestAndTheEndInOneSegmentAreBothSeen() throws Exception {
		try (TestListener door = open();
				Dribble dribble = Dribble.inOnePiece(port(door));
				SSLSocket socket = CERTIFICATES.connect(dribble.port(), "TLSv1.3")) {
			dribble.holdBack();
			RawClient client = new RawClient(socket).send("LOOKUP GameStart\r\n").endOutput();
			dribble.letGo();
			assertThat(client.readAll()).isEqualTo("+15.99\r\n");
		}
	}

	@Test
	void quitIsConfirmedAndEndsInOrder() throws Exception {
		try (TestListener door = open(); SSLSocket socket = CERTIFICATES.connect(port(door))) {
			assertThat(new RawClient(socket).send("QUIT\r\n").readAll()).isEqualTo("+OK\r\n");
		}
	}

	@Test
	void bytesThatAreNotRespAreToldInTls() throws Exception {
		try (TestListener door = open(); SSLSocket socket = CERTIFICATES.connect(port(door))) {
			assertThat(new RawClient(socket).send("*x\r\n").readAll())
				.isEqualTo("-ERR Protocol error: invalid multibulk length\r\n");
		}
	}

	@Test
	void whoDoesNotReadIsNotReadAndHoldsNobodyUp() throws Exception {
		try (TestListener door = open(); SSLSocket slow = CERTIFICATES.connect(port(door))) {
			String word = "x".repeat(50_000);
			int requests = 400;
			String request = "*2\r\n$4\r\nECHO\r\n$50000\r\n" + word + "\r\n";
			CompletableFuture<Void> sent = write(slow, request.repeat(requests).getBytes(StandardCharsets.US_ASCII));
			try (SSLSocket other = CERTIFICATES.connect(port(door))) {
				assertThat(new RawClient(other).ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
			}
			assertThat(door.registry().get("bourse.socket.buffered").gauge().value()).isLessThan(1024 * 1024);
			String reply = "$50000\r\n" + word + "\r\n";
			for (int i = 0; i < requests; i++) {
				assertThat(readText(slow.getInputStream(), reply.length())).isEqualTo(reply);
			}
			sent.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void subscribersAreTold() throws Exception {
		try (TestListener door = open(); SSLSocket socket = CERTIFICATES.connect(port(door))) {
			RawClient client = new RawClient(socket);
			client.send("SUBSCRIBE GameStart\r\n");
			assertThat(client.read().toString()).contains("subscribe");
			assertThat(client.read().toString()).contains("15.99");
			door.market().update(new Symbol("GameStart"), Price.parse("16.01")).join();
			assertThat(client.read().toString()).contains("16.01");
		}
	}

	// Certificates of clients.

	@ParameterizedTest
	@CsvSource({ "NONE, nothing, yes", "NONE, trusted, yes", "WANT, nothing, yes", "WANT, trusted, yes",
			"WANT, untrusted, no", "NEED, nothing, no", "NEED, trusted, yes", "NEED, untrusted, no" })
	void clientsShowWhatTheyHaveTo(ClientAuth clientAuth, String shown, String served) throws Exception {
		X509Bundle certificate = switch (shown) {
			case "trusted" -> CERTIFICATES.forClient();
			case "untrusted" -> TestCertificates.newAuthority().forClient();
			default -> null;
		};
		for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
			try (TestListener door = open(ServerTls.of("tls", clientAuth, bundles(server)), TestListener.newMarket())) {
				SSLContext context = CERTIFICATES.client(certificate);
				assertThat(isServed(context, port(door), protocol)).as(protocol).isEqualTo(served);
				awaitNobody(door);
				assertThat(door.counter("bourse.connections.closed", "reason", "tls"))
					.isEqualTo(served.equals("yes") ? 0 : 1);
			}
		}
	}

	/** "no" only if the client is told by an alert. */
	private static String isServed(SSLContext context, int port, String protocol)
			throws IOException, ProtocolException {
		try (SSLSocket socket = TestCertificates.connect(context, port, protocol)) {
			return new Reply.Text("PONG").equals(new RawClient(socket).ask("PING")) ? "yes" : "?";
		}
		catch (SSLException ex) {
			return ex.getMessage().contains("fatal alert") ? "no" : ex.getMessage();
		}
	}

	// Reload.

	@Test
	void afterAReloadNewConnectionsHaveTheNewCertificateAndOldOnesGoOn() throws Exception {
		DefaultSslBundleRegistry bundles = bundles(server);
		X509Bundle renewed = CERTIFICATES.forServer();
		try (TestListener door = open(ServerTls.of("tls", ClientAuth.NONE, bundles), TestListener.newMarket());
				SSLSocket before = CERTIFICATES.connect(port(door))) {
			assertThat(before.getSession().getPeerCertificates()[0]).isEqualTo(server.getCertificate());
			bundles.updateBundle("tls", CERTIFICATES.bundle(renewed));
			try (SSLSocket after = CERTIFICATES.connect(port(door))) {
				assertThat(after.getSession().getPeerCertificates()[0]).isEqualTo(renewed.getCertificate());
			}
			assertThat(new RawClient(before).ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
		}
	}

	@Test
	void anExpiredCertificateIsWarnedOf() {
		ServerTls.of("tls", ClientAuth.NONE, bundles(CERTIFICATES.forServerExpired()));
		assertThat(logged()).hasSize(1)
			.first()
			.asString()
			.startsWith("WARN The certificate of the TLS bundle tls has expired at ");
	}

	// Those who do not speak TLS, or not well.

	@Test
	void whoSpeaksNoTlsIsToldSoAndCutOff() throws Exception {
		try (TestListener door = open()) {
			for (int i = 0; i < 5; i++) {
				try (RawClient client = door.connect()) {
					assertThat(client.send("LOOKUP GameStart\r\n").readAll())
						.isEqualTo("-ERR this port speaks TLS: connect with TLS (redis-cli --tls)\r\n");
				}
			}
		}
		// Once a minute.
		assertThat(logged().stream().filter((line) -> line.contains("speaks TLS"))).hasSize(1);
		assertThat(logged()).noneMatch((line) -> line.startsWith("ERROR"));
	}

	@Test
	void whoSpeaksTlsWhereThereIsNoneIsCutOffAtOnce() throws Exception {
		try (TestListener door = new TestListener()) {
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(SSLException.class).isThrownBy(() -> CERTIFICATES.connect(port(door)))
					.withMessageContaining("Unsupported or unrecognized SSL message");
			}
			awaitNobody(door);
			assertThat(door.counter("bourse.connections.closed", "reason", "tls")).isEqualTo(5);
		}
		assertThat(logged().stream().filter((line) -> line.contains("speaks TLS"))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0016\u0003\u0003\u00ff\u00ff", "\u0016\u0003\u0003\u0000\u0000", "\u0016GET / HTTP",
			"\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003", "\u0016\u0003\u0003\u0048\u0000",
			"\u0016\u0003\u0003\u0080\u0000" })
	void whatOnlyBeginsLikeTlsEndsThatConnectionAlone(String hello) throws Exception {
		try (TestListener door = open("request-timeout", "4s")) {
			try (RawClient client = door.connect()) {
				// The server may have hung up before all of it was sent.
				try {
					client.send(hello + "x".repeat(40_000)).readAll();
				}
				catch (IOException ex) {
					assertThat(ex).hasMessageMatching("Connection reset|Broken pipe.*|Connection reset by peer.*");
				}
			}
			try (SSLSocket socket = CERTIFICATES.connect(port(door))) {
				assertThat(new RawClient(socket).ask("PING")).isEqualTo(new Reply.Text("PONG"));
			}
		}
		assertThat(logged()).noneMatch((line) -> line.startsWith("ERROR"));
	}

	@Test
	void aHandshakeThatIsNotFinishedInTimeIsCutOff() throws Exception {
		try (TestListener door = open("request-timeout", "100ms"); RawClient silent = door.connect()) {
			assertThat(silent.readAll()).isEmpty();
			assertThat(door.counter("bourse.connections.closed", "reason", "request-timeout")).isEqualTo(1);
		}
	}

	@Test
	void aRecordThatIsNotFinishedInTimeIsCutOffAndHoldsABufferOnly() throws Exception {
		try (TestListener door = open("request-timeout", "4s");
				Dribble dribble = Dribble.inOnePiece(port(door));
				SSLSocket socket = CERTIFICATES.connect(dribble.port())) {
			assertThat(new RawClient(socket).ask("PING")).isEqualTo(new Reply.Text("PONG"));
			assertThat(buffered(door)).isZero();
			dribble.cutAfter(10);
			write(socket, "LOOKUP GameStart\r\n".getBytes(StandardCharsets.US_ASCII)).join();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
			assertThat(door.counter("bourse.connections.closed", "reason", "request-timeout")).isEqualTo(1);
			assertThat(buffered(door)).isZero();
		}
	}

	@Test
	void aThousandHandshakesInARowLeaveNothingBehind() throws Exception {
		UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		SSLContext context = CERTIFICATES.client(null);
		try (TestListener door = open()) {
			connectAndAsk(context, port(door), 10);
			long before = system.getOpenFileDescriptorCount();
			connectAndAsk(context, port(door), 1000);
			awaitNobody(door);
			assertThat(system.getOpenFileDescriptorCount()).isLessThanOrEqualTo(before + 20);
			assertThat(buffered(door)).isZero();
		}
	}

	private static void connectAndAsk(SSLContext context, int port, int times) throws Exception {
		for (int i = 0; i < times; i++) {
			// A new session each time, not one that is resumed.
			context.getClientSessionContext().setSessionTimeout(1);
			try (SSLSocket socket = TestCertificates.connect(context, port)) {
				socket.getSession().invalidate();
				assertThat(new RawClient(socket).ask("PING")).isEqualTo(new Reply.Text("PONG"));
			}
		}
	}

	@Test
	void whoIsIdleHoldsNoBuffer() throws Exception {
		try (TestListener door = open()) {
			List<SSLSocket> clients = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				SSLSocket client = CERTIFICATES.connect(port(door));
				clients.add(client);
				assertThat(new RawClient(client).ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
			}
			assertThat(buffered(door)).isZero();
			for (SSLSocket client : clients) {
				client.close();
			}
		}
	}

	@Test
	void theStopTellsTheEndInTls() throws Exception {
		TestListener door = open();
		try (SSLSocket socket = CERTIFICATES.connect(port(door))) {
			assertThat(new RawClient(socket).ask("PING")).isEqualTo(new Reply.Text("PONG"));
			door.close();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	private static double buffered(TestListener door) {
		return door.registry().get("bourse.socket.buffered").gauge().value();
	}

	private static void awaitNobody(TestListener door) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (door.listener().meters().openConnections() > 0 && System.nanoTime() < deadline) {
			Thread.onSpinWait();
		}
		assertThat(door.listener().meters().openConnections()).isZero();
	}

	private static TestListener open(String... settings) {
		return open(ServerTls.of("tls", ClientAuth.NONE, bundles(server)), TestListener.newMarket(), settings);
	}

	private static TestListener open(ServerTls tls, StockRepository market, String... settings) {
		return new TestListener(tls, market, settings);
	}

	private static DefaultSslBundleRegistry bundles(X509Bundle certificate) {
		return new DefaultSslBundleRegistry("tls", CERTIFICATES.bundle(certificate));
	}

	private static int port(TestListener door) {
		return door.listener().port();
	}

	private static String requests(int count) {
		StringBuilder all = new StringBuilder();
		for (int i = 0; i < count; i++) {
			all.append((i % 2 == 0) ? "LOOKUP GameStart\r\n" : "ECHO " + i + "\r\n");
		}
		return all.toString();
	}

	private static String replies(int count) {
		StringBuilder all = new StringBuilder();
		for (int i = 0; i < count; i++) {
			String number = Integer.toString(i);
			all.append((i % 2 == 0) ? "+15.99\r\n" : "$" + number.length() + "\r\n" + number + "\r\n");
		}
		return all.toString();
	}

	private static String readText(InputStream in, int bytes) throws IOException {
		return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
	}

	private static CompletableFuture<Void> write(Socket socket, byte[] bytes) {
		return CompletableFuture.runAsync(() -> write(socket, bytes, 0, bytes.length));
	}

	private static void write(Socket socket, byte[] bytes, int from, int length) {
		try {
			OutputStream out = socket.getOutputStream();
			out.write(bytes, from, length);
			out.flush();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
