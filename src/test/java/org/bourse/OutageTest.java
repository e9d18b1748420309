package org.bourse;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.LookupResponse;
import org.bourse.proto.v1.Side;
import org.bourse.proto.v1.StockServiceGrpc;
import org.bourse.proto.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.bourse.proto.v1.TradeRequest;
import org.bourse.resp.ProtocolException;
import org.bourse.resp.Reply;
import org.bourse.socket.RawClient;
import org.bourse.store.TestPostgres;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What clients of all doors see while the database is away.
 */
class OutageTest {

	private static final TradeRequest TRADE = TradeRequest.newBuilder()
		.setSymbol("GameStart")
		.setQuantity(1)
		.setSide(Side.SIDE_BUY)
		.setClientOrderId("during-the-outage")
		.build();

	private static final List<String> SERVICES = List.of("", "bourse.v1.StockService");

	@Test
	void lookupsGoOnAndSayTheirAgeTradesAreRefusedAndAllResumes() throws Exception {
		try (TestPostgres postgres = new TestPostgres();
				RunningBourse bourse = new RunningBourse("--bourse.store.url=" + postgres.newDatabase(),
						"--bourse.store.timeout=300ms", "--bourse.store.compare-interval=100ms",
						"--bourse.store.max-staleness=500ms");
				RawClient client = bourse.socket()) {
			StockServiceBlockingStub stub = StockServiceGrpc.newBlockingStub(bourse.channel());
			assertThat(client.ask("TRADE GameStart 5 BUY")).isEqualTo(new Reply.Number(1));
			assertThat(fields(client)).isEqualTo(14);
			assertThat(lookup(stub).hasAge()).isFalse();
			assertThat(bourse.get("/api/v1/stocks/GameStart").headers().firstValue("Age")).isEmpty();
			assertThat(bourse.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

			postgres.stop();
			await().until(() -> fields(client) == 16);
			assertThat(client.ask("LOOKUP GameStart")).isEqualTo(new Reply.Text("15.99"));
			assertThat(lookup(stub).getAge().getSeconds() + lookup(stub).getAge().getNanos()).isPositive();
			assertThat(lookup(stub).getStock().getVolume()).isEqualTo(5);
			HttpResponse<String> old = bourse.get("/api/v1/stocks/GameStart");
			assertThat(old.statusCode()).isEqualTo(200);
			assertThat(old.headers().firstValue("Age")).hasValueSatisfying((age) -> assertThat(age).matches("[0-9]+"));
			assertThat(bourse.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
			assertThat(bourse.get("/readyz").statusCode()).isEqualTo(503);
			assertThat(bourse.get("/livez").statusCode()).isEqualTo(200);
			for (String service : SERVICES) {
				await().until(() -> status(bourse, service) == ServingStatus.NOT_SERVING);
			}
			assertThat(client.ask("PING")).isEqualTo(new Reply.Text("PONG"));
			assertThat(client.ask("TRADE GameStart 1 BUY")).isInstanceOfSatisfying(Reply.Fault.class,
					(error) -> assertThat(error.message()).startsWith("UNAVAILABLE "));
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> stub.trade(TRADE))
				.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));

			postgres.start();
			await().until(() -> bourse.get("/actuator/health/readiness").statusCode() == 200);
			for (String service : SERVICES) {
				await().until(() -> status(bourse, service) == ServingStatus.SERVING);
			}
			assertThat(stub.trade(TRADE).getDuplicate()).isFalse();
			assertThat(stub.trade(TRADE).getDuplicate()).isTrue();
			await().until(() -> fields(client) == 14);
			assertThat(lookup(stub).getStock().getVolume()).isEqualTo(6);
		}
	}

	private static int fields(RawClient client) throws IOException, ProtocolException {
		return ((Reply.Sequence) client.ask("QUOTE GameStart")).elements().size();
	}

	private static ServingStatus status(RunningBourse bourse, String service) {
		return HealthGrpc.newBlockingStub(bourse.channel())
			.check(HealthCheckRequest.newBuilder().setService(service).build())
			.getStatus();
	}

	private static LookupResponse lookup(StockServiceBlockingStub stub) {
		return stub.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build());
	}

}
