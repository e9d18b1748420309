package org.bourse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.StockServiceGrpc;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An issuer of tokens that cannot be reached.
 */
class IssuerOutageTest {

	@Test
	void tokensOfAnIssuerThatIsAwayAreNotWrongButCannotBeKnown() throws Exception {
		try (RunningBourse bourse = new RunningBourse(
				"--spring.security.oauth2.resourceserver.jwt.issuer-uri=http://127.0.0.1:" + closedPort())) {
			HttpResponse<String> answer = bourse.get("/api/v1/stocks", "Authorization", "Bearer a.b.c");
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.body()).contains("\"code\":\"UNAVAILABLE\"",
					"\"detail\":\"the issuer of tokens cannot be asked; try later\"");
			Metadata headers = new Metadata();
			headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer a.b.c");
			StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class,
					() -> StockServiceGrpc.newBlockingStub(bourse.channel())
						.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
						.lookup(LookupRequest.newBuilder().setSymbol("FishCo").build()));
			assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
			assertThat(refusal.getStatus().getDescription())
				.contains("the issuer of tokens cannot be asked; try later");
			assertThat(bourse.get("/livez").statusCode()).isEqualTo(200);
		}
	}

	private static int closedPort() throws IOException {
		try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return closed.getLocalPort();
		}
	}

}
