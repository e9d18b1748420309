package org.bourse;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import org.bourse.access.TokenHash;
import org.bourse.proto.v1.LookupRequest;
import org.bourse.proto.v1.StockServiceGrpc;
import org.junit.jupiter.api.Test;

import org.springframework.grpc.server.ServerBuilderCustomizer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where gRPC calls run, as credentials and threads are.
 */
class CallThreadsTest {

	private static final String TOKEN = TokenHash.newToken();

	private static final String ISSUER = "--spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://127.0.0.1:1/keys";

	/**
	 * Of each call its thread, without its number, and the executor of gRPC around it.
	 */
	private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

	@Test
	void withTokensAloneACallRunsAsDirectlyAsWithNone() throws Exception {
		try (RunningBourse bourse = open()) {
			assertThat(lookup(bourse, TOKEN)).isEqualTo("bourse-grpc-io SerializeReentrantCallsDirectExecutor");
		}
	}

	@Test
	void withAnIssuerAJsonWebTokenIsAskedForOnThreadsOfItsOwn() throws Exception {
		try (RunningBourse bourse = open(ISSUER)) {
			assertThat(lookup(bourse, TOKEN)).isEqualTo("bourse-grpc-io SerializingExecutor");
			assertThat(lookup(bourse, "not.a.token")).isEqualTo("bourse-grpc-access SerializingExecutor");
		}
	}

	@Test
	void alsoWhereOtherCallsHaveThreads() throws Exception {
		try (RunningBourse bourse = open(ISSUER, "--bourse.grpc.threads=1")) {
			assertThat(lookup(bourse, TOKEN)).isEqualTo("bourse-grpc SerializingExecutor");
			assertThat(lookup(bourse, "not.a.token")).isEqualTo("bourse-grpc-access SerializingExecutor");
		}
	}

	private RunningBourse open(String... settings) {
		List<String> all = new ArrayList<>(List.of(settings));
		all.addAll(List.of("--bourse.access.tokens[0].name=reader",
				"--bourse.access.tokens[0].hash=" + TokenHash.of(TOKEN), "--bourse.access.tokens[0].roles=read"));
		return new RunningBourse((context) -> context.getBeanFactory().registerSingleton("observer", new Observer()),
				all.toArray(String[]::new));
	}

	private String lookup(RunningBourse bourse, String token) throws InterruptedException {
		Metadata headers = new Metadata();
		headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
		String answer;
		try {
			answer = StockServiceGrpc.newBlockingStub(bourse.channel())
				.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
				.lookup(LookupRequest.newBuilder().setSymbol("GameStart").build())
				.getStock()
				.getPrice();
		}
		catch (StatusRuntimeException ex) {
			answer = String.valueOf(ex.getStatus().getDescription());
		}
		assertThat(answer).isEqualTo(token.equals(TOKEN) ? "15.99" : "the token is not known, or has expired");
		return this.seen.take();
	}

	/** Looks on before access is decided. */
	private final class Observer implements ServerBuilderCustomizer<NettyServerBuilder>, ServerInterceptor {

		@Override
		public void customize(NettyServerBuilder builder) {
			builder.intercept(this);
		}

		@Override
		public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers,
				ServerCallHandler<Q, R> next) {
			String executor = StackWalker.getInstance()
				.walk((frames) -> frames.map(StackWalker.StackFrame::getClassName)
					.filter((name) -> name.startsWith("io.grpc.internal.Serializ"))
					.map((name) -> name.substring(name.lastIndexOf('.') + 1))
					.findFirst()
					.orElse("none"));
			CallThreadsTest.this.seen
				.add(Thread.currentThread().getName().replaceFirst("-[0-9-]+$", "") + " " + executor);
			return next.startCall(call, headers);
		}

	}

}
