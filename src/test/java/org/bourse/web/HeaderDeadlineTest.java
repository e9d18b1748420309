package org.bourse.web;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import org.bourse.RunningBourse;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class HeaderDeadlineTest {

	@Test
	void aHeadThatComesByteByByteIsCutOff() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--server.tomcat.connection-timeout=1s");
				Socket slow = new Socket("127.0.0.1", bourse.httpPort())) {
			slow.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(UTF_8));
			await().pollInterval(Duration.ofMillis(100)).until(() -> {
				try {
					slow.getOutputStream().write('x');
					return false;
				}
				catch (IOException ex) {
					// Closed by the server.
					return true;
				}
			});
			MeterRegistry registry = bourse.context().getBean(MeterRegistry.class);
			await().until(() -> registry.get("bourse.connections.closed")
				.tags("door", "http", "reason", "request-timeout")
				.counter()
				.count() == 1);
		}
	}

	@Test
	void anAnswerThatTakesLongerIsNot() throws Exception {
		try (RunningBourse bourse = new RunningBourse("--server.tomcat.connection-timeout=1s");
				Socket client = new Socket("127.0.0.1", bourse.httpPort())) {
			client.setSoTimeout(30_000);
			client.getOutputStream()
				.write("GET /api/v1/stream?symbols=GameStart HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
			await().pollDelay(Duration.ofSeconds(2)).until(() -> client.getInputStream().read() >= 0);
			MeterRegistry registry = bourse.context().getBean(MeterRegistry.class);
			assertThat(registry.get("bourse.connections.closed")
				.tags("door", "http", "reason", "request-timeout")
				.counter()
				.count()).isZero();
		}
	}

}
