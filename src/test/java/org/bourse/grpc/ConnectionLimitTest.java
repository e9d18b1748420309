package org.bourse.grpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.ManagedChannel;
import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.RunningBourse;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.StockServiceGrpc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ConnectionLimitTest {

	private static final int MILLIS = 30_000;

	private @Nullable RunningBourse running;

	private RunningBourse open(String setting) {
		RunningBourse bourse = new RunningBourse(setting);
		this.running = bourse;
		return bourse;
	}

	@AfterEach
	void close() {
		if (this.running != null) {
			this.running.close();
		}
	}

	@Test
	void aClientTooManyIsClosedUntilOneLeaves() throws Exception {
		open("--bourse.grpc.max-connections=2");
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		Logger logger = (Logger) LoggerFactory.getLogger(ConnectionLimit.class);
		logger.addAppender(log);
		assertThat(gauge("bourse.connections.max")).isEqualTo(2);
		try (Socket silent = connect()) {
			// The server speaks first.
			assertThat(silent.getInputStream().read()).isNotNegative();
			try (Socket alsoSilent = connect(); Socket third = connect(); Socket fourth = connect()) {
				assertThat(alsoSilent.getInputStream().read()).isNotNegative();
				assertThat(third.getInputStream().read()).isNegative();
				assertThat(fourth.getInputStream().read()).isNegative();
				assertThat(gauge("bourse.connections")).isEqualTo(2);
				assertThat(rejected("connection-limit")).isEqualTo(2);
			}
			await().until(() -> gauge("bourse.connections") == 1);
			assertThat(price()).isEqualTo("15.99");
			assertThat(gauge("bourse.connections")).isEqualTo(2);
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).extracting(ILoggingEvent::toString)
			.containsExactly(
					"[WARN] A client of the gRPC door was turned away: there are 2 (bourse.grpc.max-connections)");
	}

	@Test
	void aConnectionWithoutCallsMakesRoomAndItsClientComesBack() {
		ManagedChannel channel = open("--spring.grpc.server.keepalive.connection.max-idle-time=1s").channel();
		assertThat(price(channel)).isEqualTo("15.99");
		await().until(() -> gauge("bourse.connections") == 0);
		assertThat(price(channel)).isEqualTo("15.99");
	}

	@Test
	void aConnectionThatDoesNotBeginToSpeakIsClosed() throws Exception {
		open("--bourse.grpc.handshake-timeout=100ms");
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		Logger logger = (Logger) LoggerFactory.getLogger(ConnectionCounter.class);
		logger.addAppender(log);
		try (Socket silent = connect()) {
			assertThat(silent.getInputStream().readAllBytes()).isNotEmpty();
			await().until(() -> gauge("bourse.connections") == 0);
			await().until(() -> rejected("not-http2") == 1);
			await().until(() -> !log.list.isEmpty());
		}
		finally {
			logger.detachAppender(log);
		}
		assertThat(log.list).extracting(ILoggingEvent::toString)
			.containsExactly("[WARN] A client of the gRPC door was cut off, or went, without a word of HTTP/2: it may "
					+ "speak TLS where none is spoken or none where it is, or HTTP/1, or there was no agreement on "
					+ "certificates");
		assertThat(price()).isEqualTo("15.99");
	}

	@Test
	void thereAreNoEventLoopsWithoutTheDoor() {
		assertThat(
				open("--spring.grpc.server.enabled=false").context().getBeanFactory().containsSingleton("eventLoops"))
			.isFalse();
	}

	private RunningBourse bourse() {
		return Objects.requireNonNull(this.running);
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), bourse().grpcPort());
		socket.setSoTimeout(MILLIS);
		return socket;
	}

	private String price() {
		return price(bourse().channel());
	}

	private static String price(ManagedChannel channel) {
		return StockServiceGrpc.newBlockingStub(channel)
			.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build())
			.getStock()
			.getPrice();
	}

	private double gauge(String meter) {
		return registry().get(meter).tag("door", "grpc").gauge().value();
	}

	private double rejected(String reason) {
		return registry().get("bourse.connections.rejected").tags("door", "grpc", "reason", reason).counter().count();
	}

	private MeterRegistry registry() {
		return bourse().context().getBean(MeterRegistry.class);
	}

}
