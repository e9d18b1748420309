package org.bourse.web;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import org.bourse.domain.FixedCalendar;
import org.bourse.domain.Price;
import org.bourse.domain.Stock;
import org.bourse.domain.Symbol;
import org.bourse.feed.QuoteFeed;
import org.bourse.store.InMemoryStockRepository;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Streams whose connection fails in ways that the servlets' contract does not name, as
 * Tomcat's does when it has been taken apart.
 */
class BrokenConnectionTest {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final QuoteFeed feed = QuoteFeed.open(new InMemoryStockRepository(
			List.of(Stock.listed(new Symbol("FishCo"), Price.parse("1"), 100, LocalDate.EPOCH)), Clock.systemUTC(),
			FixedCalendar.endless()), 1000, 1000, this.registry);

	private final EventStreams streams = new EventStreams(Epoch.beginning(), this.feed, 10, Duration.ofMillis(40),
			this.registry);

	@AfterEach
	void close() {
		this.streams.close();
		this.feed.close();
	}

	@Test
	void whatCannotBeWrittenToEnds() throws Exception {
		open(new Connection() {
			@Override
			public boolean isReady() {
				throw new NullPointerException("recycled");
			}
		});
		awaitNoStreams();
	}

	@Test
	void oneThatCannotBeClosedKeepsNoOtherFromBeingCutOff() throws Exception {
		open(new Connection());
		open(new Connection());
		awaitNoStreams();
	}

	@Test
	void whatCannotBeginHasNoPlaceAndNoSubscription() {
		assertThatThrownBy(() -> open(new Connection() {
			@Override
			public void setWriteListener(@Nullable WriteListener listener) {
				throw new IllegalStateException("not now");
			}
		})).hasMessage("not now");
		awaitNoStreams();
	}

	private void open(Connection connection) throws IOException {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/stream");
		request.setAsyncSupported(true);
		Runnable closer = () -> {
			throw new NullPointerException("recycled");
		};
		request.setAttribute(ConnectionCloser.class.getName(), closer);
		this.streams.enter(null).open(request, new MockHttpServletResponse() {
			@Override
			public ServletOutputStream getOutputStream() {
				return connection;
			}
		});
	}

	private void awaitNoStreams() {
		await().untilAsserted(() -> assertThat(gauge("bourse.streams")).isZero());
		await().untilAsserted(() -> assertThat(gauge("bourse.feed.subscribers")).isZero());
	}

	private double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

	/** Can be written to, says the container, but takes nothing. */
	private static class Connection extends ServletOutputStream {

		@Override
		public boolean isReady() {
			return false;
		}

		@Override
		public void setWriteListener(@Nullable WriteListener listener) {
			try {
				if (listener != null) {
					listener.onWritePossible();
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void write(int b) {
			throw new UnsupportedOperationException();
		}

	}

}
