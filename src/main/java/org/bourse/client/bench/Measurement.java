package org.bourse.client.bench;

import java.time.Duration;

import org.bourse.client.Via;
import org.jspecify.annotations.Nullable;

/**
 * One thing to measure.
 *
 * @param scenario never compare
 * @param clients at the same time
 * @param pipeline requests that each client may have in flight
 * @param ratePerSecond of all clients together, sent by the clock whatever the answers do
 * (an open loop); null if each answer is followed by the next request (a closed loop)
 * @param warmUp load that is not measured
 * @param duration of what is measured
 */
record Measurement(Scenario scenario, Via via, Connections connections, int clients, int pipeline,
		@Nullable Double ratePerSecond, Duration warmUp, Duration duration) {

	/** The same apart from how long it takes, which makes no other thing of it. */
	boolean isLike(Measurement other) {
		return this.scenario == other.scenario && this.via == other.via && this.connections == other.connections
				&& this.clients == other.clients;
	}

	/** The same for another time. */
	Measurement lasting(Duration otherWarmUp, Duration otherDuration) {
		return new Measurement(this.scenario, this.via, this.connections, this.clients, this.pipeline,
				this.ratePerSecond, otherWarmUp, otherDuration);
	}

	Duration length() {
		return this.warmUp.plus(this.duration);
	}

	/** For people, such as "socket, lookup, kept connections, 5 clients". */
	@Override
	public String toString() {
		return this.via + ", " + this.scenario + ", " + this.connections + " connections, " + this.clients
				+ ((this.clients == 1) ? " client" : " clients");
	}

}
