package org.bourse;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Scanner;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.WatchRequest;
import org.bourse.proto.v1.WatchResponse;
import org.bourse.resp.Reply;
import org.bourse.shutdown.AtStop;
import org.bourse.shutdown.StopReport;
import org.bourse.shutdown.StopStep;
import org.bourse.socket.RawClient;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The stop of the whole server, step by step.
 */
@Timeout(60)
class StopTest {

	private static final HealthCheckRequest SERVER = HealthCheckRequest.getDefaultInstance();

	private static final HealthCheckRequest SERVICE = HealthCheckRequest.newBuilder()
		.setService("bourse.v1.StockService")
		.build();

	@TempDir
	Path folder;

	@Test
	void firstHealthIsDownThenDoorsAreClosedToNewClientsAndThoseWhoAreHereAreServedOn() throws Exception {
		try (RunningBourse bourse = new RunningBourse(); RawClient here = bourse.socket()) {
			ManagedChannel channel = bourse.channel();
			HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
			await().until(() -> health.check(SERVER).getStatus() == ServingStatus.SERVING);
			await().until(() -> health.check(SERVICE).getStatus() == ServingStatus.SERVING);
			assertThat(bourse.get("/readyz").statusCode()).isEqualTo(200);
			assertThat(here.ask("PING")).isEqualTo(new Reply.Text("PONG"));
			List<Integer> ports = List.of(bourse.socketPort(), bourse.grpcPort(), bourse.httpPort());
			List<Object> seen = new ArrayList<>();
			at(StopStep.DELAY, bourse, () -> {
				seen.add(health.check(SERVER).getStatus());
				seen.add(health.check(SERVICE).getStatus());
				seen.add(bourse.get("/readyz").statusCode());
				seen.add(bourse.get("/livez").statusCode());
				try (RawClient late = bourse.socket()) {
					seen.add(late.ask("TRADE GameStart 1 BUY"));
				}
				seen.add(StockServiceGrpc.newBlockingStub(channel)
					.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build())
					.getStock()
					.getVolume());
			});
			at(StopStep.STREAMS, bourse, () -> {
				for (int port : ports) {
					await().until(() -> isRefused(port));
				}
				seen.add(here.ask("TRADE GameStart 2 BUY"));
			});
			bourse.context().close();
			assertThat(seen).containsExactly(ServingStatus.NOT_SERVING, ServingStatus.NOT_SERVING, 503, 200,
					new Reply.Number(1), 1L, new Reply.Number(1));
		}
	}

	@Test
	void clientsThatStayAreToldAndDoNotHoldTheStop() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--bourse.store.url=jdbc:sqlite:" + this.folder.resolve("a.db"));
				RawClient idle = bourse.socket();
				RawClient subscriber = bourse.socket();
				InputStream events = stream(bourse)) {
			assertThat(idle.ask("PING")).isEqualTo(new Reply.Text("PONG"));
			subscriber.ask("SUBSCRIBE GameStart");
			subscriber.read();
			ManagedChannel channel = bourse.channel();
			Iterator<WatchResponse> watch = StockServiceGrpc.newBlockingStub(channel)
				.watch(WatchRequest.newBuilder().addSymbols("GameStart").build());
			watch.next();
			await()
				.until(() -> HealthGrpc.newBlockingStub(channel).check(SERVICE).getStatus() == ServingStatus.SERVING);
			Iterator<HealthCheckResponse> health = HealthGrpc.newBlockingStub(channel).watch(SERVICE);
			assertThat(health.next().getStatus()).isEqualTo(ServingStatus.SERVING);
			// Its connection stays open.
			assertThat(bourse.get("/livez").statusCode()).isEqualTo(200);
			Scanner lines = new Scanner(events, StandardCharsets.UTF_8).useDelimiter("\n\n");
			assertThat(lines.next()).isEqualTo("retry: 2000");

			ListAppender<ILoggingEvent> report = new ListAppender<>();
			report.start();
			Logger logger = (Logger) LoggerFactory.getLogger(StopReport.class);
			logger.addAppender(report);
			bourse.context().close();
			logger.detachAppender(report);

			assertThatExceptionOfType(IOException.class).isThrownBy(idle::read);
			assertThat(subscriber.read()).isInstanceOfSatisfying(Reply.Fault.class,
					(fault) -> assertThat(fault.message()).startsWith("UNAVAILABLE "));
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(watch::next)
				.withMessage("UNAVAILABLE: the server is stopping; watch again");
			assertThat(health.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(health::next)
				.withMessage("UNAVAILABLE: the server is stopping");
			String last = "";
			while (lines.hasNext()) {
				last = lines.next();
			}
			assertThat(last).startsWith("event: end\n");
			assertThat(report.list).singleElement()
				.extracting(ILoggingEvent::getFormattedMessage, as(InstanceOfAssertFactories.STRING))
				.matches("Bourse stopped in \\d+\\.\\d s: socket 2 clients, 0 cut off; grpc 2 streams, 0 cut off; "
						+ "http 1 streams, 0 cut off; 0 writes finished at the stop, 0 given up");
		}
	}

	private static InputStream stream(RunningBourse bourse) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(bourse.http("/api/v1/stream")).build(), BodyHandlers.ofInputStream())
			.body();
	}

	private static void at(StopStep step, RunningBourse bourse, Action action) {
		ConfigurableApplicationContext context = bourse.context();
		context.addApplicationListener(new AtStop(context, step, () -> {
			try {
				action.run();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}));
	}

	private static boolean isRefused(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return !socket.isConnected();
		}
		catch (IOException ex) {
			return true;
		}
	}

	/** What a test does in the middle of a stop. */
	private interface Action {

		void run() throws Exception;

	}

}
