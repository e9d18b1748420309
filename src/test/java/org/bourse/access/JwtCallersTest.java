package org.bourse.access;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JwtCallersTest {

	private static final String TOKEN = "a.b.c";

	@Test
	void anIssuerThatDoesNotAnswerHoldsSixteenAndNoMore() {
		Phaser asking = new Phaser(16 + 1);
		AtomicInteger asked = new AtomicInteger();
		CompletableFuture<Jwt> answer = new CompletableFuture<>();
		JwtCallers callers = callers((token) -> {
			if (asked.incrementAndGet() > 16 && !answer.isDone()) {
				throw new IllegalStateException("asked by one too many");
			}
			asking.arrive();
			return answer.join();
		});
		ExecutorService threads = Executors.newFixedThreadPool(16);
		try {
			List<CompletableFuture<@Nullable Caller>> held = Stream
				.generate(() -> CompletableFuture.<@Nullable Caller>supplyAsync(() -> callers.find(TOKEN), threads))
				.limit(16)
				.toList();
			asking.arriveAndAwaitAdvance();
			assertThatExceptionOfType(AccessUnavailableException.class).isThrownBy(() -> callers.find(TOKEN))
				.withMessage("too many ask the issuer of tokens; try later");
			answer.complete(jwt("carol"));
			assertThat(held).allSatisfy((one) -> assertThat(one.join()).hasToString("carol [read]"));
			assertThat(callers.find(TOKEN)).hasToString("carol [read]");
		}
		finally {
			answer.cancel(false);
			threads.shutdown();
		}
	}

	@ParameterizedTest
	@NullAndEmptySource
	void aTokenOfNobodyHasANameInTheLedger(@Nullable String subject) {
		assertThat(callers((token) -> jwt(subject)).find(TOKEN)).isNotNull()
			.extracting((caller) -> caller.at("http", "10.1.2.3"))
			.isEqualTo("http jwt@10.1.2.3");
	}

	private static JwtCallers callers(JwtDecoder decoder) {
		return new JwtCallers(decoder, "roles");
	}

	private static Jwt jwt(@Nullable String subject) {
		return Jwt.withTokenValue(TOKEN)
			.header("alg", "RS256")
			.claim("roles", List.of("read"))
			.claims((claims) -> claims.put("sub", subject))
			.build();
	}

}
