package org.bourse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.netty.pkitesting.X509Bundle;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.UpdateRequest;
import org.bourse.proto.v1.WatchRequest;
import org.bourse.proto.v1.WatchResponse;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.bourse.tls.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The whole server behind TLS: all doors with one setting, and the client programs.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsTest {

	private static final TestCertificates CERTIFICATES = TestCertificates.newAuthority();

	@TempDir
	static Path folder;

	private static RunningBourse bourse;

	@BeforeAll
	static void open() throws IOException {
		CERTIFICATES.trustFile(folder);
		TestCertificates.write(CERTIFICATES.forServer(), folder, "server");
		TestCertificates.write(CERTIFICATES.forClient(), folder, "client");
		bourse = open("want");
	}

	private static RunningBourse open(String clientAuth, String... more) {
		String bundle = "--spring.ssl.bundle.pem.doors.";
		List<String> settings = new ArrayList<>(List.of("--bourse.tls.bundle=doors",
				"--bourse.tls.client-auth=" + clientAuth, bundle + "keystore.certificate=" + folder + "/server.pem",
				bundle + "keystore.private-key=" + folder + "/server.key",
				bundle + "truststore.certificate=" + folder + "/ca.pem"));
		settings.addAll(List.of(more));
		return new RunningBourse(settings.toArray(String[]::new));
	}

	@AfterAll
	static void close() {
		bourse.close();
	}

	// One setting, three doors.

	@Test
	void theSocketSpeaksTls() throws Exception {
		try (SSLSocket socket = CERTIFICATES.connect(bourse.socketPort())) {
			assertThat(new RawClient(socket).ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
		}
	}

	@Test
	void grpcSpeaksTls() throws Exception {
		assertThat(price(bourse, null)).isEqualTo("15.99");
	}

	@Test
	void httpSpeaksTls() throws Exception {
		assertThat(get(bourse, null)).contains("\"price\":\"15.99\"");
	}

	@Test
	void streamsOfGrpcGoThroughTls() throws Exception {
		ManagedChannel channel = channel(bourse, null);
		try {
			StockServiceBlockingStub stub = StockServiceGrpc.newBlockingStub(channel)
				.withDeadlineAfter(20, TimeUnit.SECONDS);
			Iterator<WatchResponse> watch = stub.watch(WatchRequest.newBuilder().addSymbols("BoarCo").build());
			assertThat(watch.next().getStock().getPrice()).isEqualTo("42.25");
			stub.update(UpdateRequest.newBuilder().setSymbol("BoarCo").setPrice("43").build());
			assertThat(watch.next().getStock().getPrice()).isEqualTo("43");
		}
		finally {
			channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
		}
	}

	@Test
	void jedisSpeaksTls() {
		DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
			.ssl(true)
			.sslSocketFactory(CERTIFICATES.client(null).getSocketFactory())
			.build();
		try (Jedis jedis = new Jedis(new HostAndPort("localhost", bourse.socketPort()), config)) {
			assertThat(jedis.ping()).isEqualTo("PONG");
		}
	}

	@Test
	@EnabledIf("redisCliSpeaksTls")
	void redisCliSpeaksTls(CapturedOutput output) throws Exception {
		Process process = new ProcessBuilder("redis-cli", "--tls", "--cacert", folder + "/ca.pem", "--cert",
				folder + "/client.pem", "--key", folder + "/client.key", "-h", "localhost", "-p",
				Integer.toString(bourse.socketPort()), "--pipe")
			.redirectErrorStream(true)
			.start();
		process.getOutputStream().write("LOOKUP GameStart\r\n".repeat(2000).getBytes(StandardCharsets.US_ASCII));
		process.getOutputStream().close();
		assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
			.contains("errors: 0, replies: 2000");
		assertThat(process.waitFor()).isZero();
	}

	static boolean redisCliSpeaksTls() throws InterruptedException {
		try {
			Process help = new ProcessBuilder("redis-cli", "--help").redirectErrorStream(true).start();
			if (new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("--tls")) {
				return true;
			}
			System.err.println("SKIPPED: redis-cli was built without TLS");
		}
		catch (IOException ex) {
			System.err.println("SKIPPED: redis-cli is not installed (Debian's package redis-tools has it)");
		}
		return false;
	}

	// Certificates of clients.

	@Test
	void noDoorOpensWithoutACertificateThatIsNeeded() throws Exception {
		X509Bundle own = CERTIFICATES.forClient();
		X509Bundle foreign = TestCertificates.newAuthority().forClient();
		try (RunningBourse strict = open("need")) {
			assertThat(price(strict, own)).isEqualTo("15.99");
			assertThat(get(strict, own)).contains("\"price\":\"15.99\"");
			try (SSLSocket socket = TestCertificates.connect(CERTIFICATES.client(own), strict.socketPort())) {
				assertThat(new RawClient(socket).ask("PING")).isEqualTo(new Reply.Text("PONG"));
			}
			for (X509Bundle shown : new X509Bundle[] { null, foreign }) {
				assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> price(strict, shown));
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(strict, shown));
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
					try (SSLSocket socket = TestCertificates.connect(CERTIFICATES.client(shown), strict.socketPort())) {
						new RawClient(socket).ask("PING");
					}
				});
			}
			for (String via : List.of("socket", "grpc")) {
				assertThat(lookup(strict, via, "--trust=" + folder + "/ca.pem", "--cert=" + folder + "/client.pem",
						"--key=" + folder + "/client.key"))
					.as(via)
					.isZero();
				assertThat(lookup(strict, via, "--trust=" + folder + "/ca.pem")).as(via).isEqualTo(7);
			}
		}
	}

	// Reload.

	@Test
	void aReloadReachesAllDoors() throws Exception {
		X509Bundle renewed = CERTIFICATES.forServerWithRsa();
		Path other = Files.createDirectories(folder.resolve("renewed"));
		TestCertificates.write(renewed, other, "server");
		try (RunningBourse server = open("none")) {
			List<Integer> ports = List.of(server.socketPort(), server.grpcPort(), server.httpPort());
			for (int port : ports) {
				assertThat(shownBy(port)).isNotEqualTo(renewed.getCertificate());
			}
			PemSslBundleProperties properties = Binder.get(server.context().getBean(Environment.class))
				.bind("spring.ssl.bundle.pem.doors", PemSslBundleProperties.class)
				.get();
			properties.getKeystore().setCertificate(other + "/server.pem");
			properties.getKeystore().setPrivateKey(other + "/server.key");
			// As the watcher of Boot does when the files have changed.
			server.context()
				.getBean(SslBundleRegistry.class)
				.updateBundle("doors", PropertiesSslBundle.get(properties));
			for (int port : ports) {
				assertThat(shownBy(port)).as("port " + port).isEqualTo(renewed.getCertificate());
			}
			assertThat(price(server, null)).isEqualTo("15.99");
		}
	}

	private static Object shownBy(int port) throws IOException {
		try (SSLSocket socket = CERTIFICATES.connect(port)) {
			return socket.getSession().getPeerCertificates()[0];
		}
	}

	// The client programs.

	@ParameterizedTest
	@ValueSource(strings = { "socket", "grpc" })
	void programsTrustWhoTheyAreTold(String via, CapturedOutput output) {
		assertThat(lookup(bourse, via, "--trust=" + folder + "/ca.pem")).as(output.getAll()).isZero();
		assertThat(output.getOut()).contains("15.99");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "socket | its certificate is not trusted (--trust=FILE tells whom to trust)",
			"grpc | its certificate is not trusted (--trust=FILE tells whom to trust)" })
	void programsDoNotTrustWhoJavaDoesNot(String via, String message, CapturedOutput output) {
		assertThat(lookup(bourse, via, "--tls")).isEqualTo(7);
		isOneLine(output, message);
	}

	@ParameterizedTest
	@CsvSource({ "socket, this port speaks TLS, 2", "grpc, is --tls missing?, 7" })
	void programsWithoutTlsAreToldOfIt(String via, String message, int exitCode, CapturedOutput output) {
		assertThat(lookup(bourse, via)).isEqualTo(exitCode);
		isOneLine(output, message);
	}

	@ParameterizedTest
	@CsvSource({ "expired, its certificate has expired", "elsewhere, its certificate is for another host",
			"plain, it speaks no TLS there" })
	void programsTellWhatIsWrongWithTheServer(String server, String message, CapturedOutput output) throws IOException {
		Path other = Files.createDirectories(folder.resolve(server));
		TestCertificates.write(
				server.equals("expired") ? CERTIFICATES.forServerExpired() : CERTIFICATES.forAnotherServer(), other,
				"server");
		String keystore = "--spring.ssl.bundle.pem.doors.keystore.";
		try (RunningBourse wrong = server.equals("plain") ? new RunningBourse()
				: new RunningBourse("--bourse.tls.bundle=doors", keystore + "certificate=" + other + "/server.pem",
						keystore + "private-key=" + other + "/server.key")) {
			for (String via : List.of("socket", "grpc")) {
				assertThat(lookup(wrong, via, "--trust=" + folder + "/ca.pem")).as(output.getAll()).isEqualTo(7);
			}
			assertThat(output.getErr().lines().filter((line) -> line.startsWith("lookup: "))).hasSize(2)
				.allMatch((line) -> line.contains(message));
			assertThat(output.getErr()).doesNotContain("\tat ");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "--trust=nope.pem | --trust nope.pem cannot be read",
					"--trust=pom.xml | --trust pom.xml is not in PEM format",
					"--cert=nope.pem | --cert and --key belong together" })
	void badOptionsAreToldInOneLine(String option, String message, CapturedOutput output) {
		assertThat(lookup(bourse, "socket", option)).isEqualTo(2);
		isOneLine(output, message);
	}

	@ParameterizedTest
	@CsvSource({ "socket, kept", "socket, new", "grpc, kept", "grpc, new" })
	void theBenchMeasuresThroughTls(String via, String connections, CapturedOutput output) {
		assertThat(start("bench", "--scenario=lookup", "--via=" + via, "--connections=" + connections, "--clients=2",
				"--duration=1s", "--warm-up=0", "--fail-if=errors>0", "--trust=" + folder + "/ca.pem",
				"--socket-port=" + bourse.socketPort(), "--grpc-port=" + bourse.grpcPort()))
			.as(output.getAll())
			.isZero();
	}

	private static void isOneLine(CapturedOutput output, String message) {
		assertThat(output.getErr().lines().filter((line) -> line.startsWith("lookup: "))).hasSize(1)
			.first()
			.asString()
			.contains(message);
		assertThat(output.getErr()).doesNotContain("\tat ");
	}

	private static int lookup(RunningBourse server, String via, String... options) {
		List<String> all = new ArrayList<>(List.of("--stock=GameStart", "--via=" + via,
				"--port=" + (via.equals("grpc") ? server.grpcPort() : server.socketPort())));
		all.addAll(List.of(options));
		return start("lookup", all.toArray(String[]::new));
	}

	private static int start(String program, String... options) {
		List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=" + program));
		arguments.addAll(List.of(options));
		return SpringApplication.exit(new SpringApplication(Bourse.class).run(arguments.toArray(String[]::new)));
	}

	private static String price(RunningBourse server, @Nullable X509Bundle certificate) throws Exception {
		ManagedChannel channel = channel(server, certificate);
		try {
			return StockServiceGrpc.newBlockingStub(channel)
				.withDeadlineAfter(20, TimeUnit.SECONDS)
				.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build())
				.getStock()
				.getPrice();
		}
		finally {
			channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
		}
	}

	private static ManagedChannel channel(RunningBourse server, @Nullable X509Bundle certificate) throws Exception {
		TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder()
			.trustManager(folder.resolve("ca.pem").toFile());
		if (certificate != null) {
			credentials.keyManager(certificate.toKeyManagerFactory().getKeyManagers());
		}
		return Grpc.newChannelBuilder("localhost:" + server.grpcPort(), credentials.build()).build();
	}

	private static String get(RunningBourse server, @Nullable X509Bundle certificate) throws Exception {
		SSLContext context = CERTIFICATES.client(certificate);
		HttpClient client = HttpClient.newBuilder().sslContext(context).build();
		URI uri = URI.create("https://localhost:" + server.httpPort() + "/api/v1/stocks/GameStart");
		return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
	}

}
