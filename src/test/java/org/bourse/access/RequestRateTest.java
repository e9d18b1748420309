package org.bourse.access;

import java.time.Duration;
import java.util.stream.IntStream;

import org.bourse.ManualClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestRateTest {

	private final ManualClock clock = new ManualClock();

	private final RequestRate rate = new RequestRate("alice", 10, this.clock);

	@Test
	void aSecondsWorthMayComeAtOnce() {
		assertThat(admittedOf(100)).isEqualTo(10);
	}

	@Test
	void requestsComeBackOneByOne() {
		admittedOf(10);
		this.clock.advance(Duration.ofMillis(99));
		assertThat(admittedOf(5)).isZero();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(admittedOf(5)).isEqualTo(1);
		this.clock.advance(Duration.ofMillis(300));
		assertThat(admittedOf(5)).isEqualTo(3);
	}

	@Test
	void whatWasNotAskedForLongIsNotSavedBeyondASecond() {
		this.clock.advance(Duration.ofDays(400));
		assertThat(admittedOf(100)).isEqualTo(10);
	}

	@Test
	void whatIsRefusedDoesNotCount() {
		admittedOf(1000);
		this.clock.advance(Duration.ofMillis(100));
		assertThat(admittedOf(1)).isEqualTo(1);
	}

	@Test
	void theRefusalNamesTheTokenAndItsRate() {
		assertThat(this.rate.refusal()).isEqualTo("the token alice may make 10 requests a second; try later");
	}

	private long admittedOf(int requests) {
		return IntStream.range(0, requests).filter((i) -> this.rate.admits()).count();
	}

}
