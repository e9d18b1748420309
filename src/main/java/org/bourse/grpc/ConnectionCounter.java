package org.bourse.grpc;

import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.micrometer.core.instrument.Counter;
import org.bourse.metrics.DoorMeters;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections. Why one ends gRPC does not tell, so none is counted as closed by
 * the server.
 */
final class ConnectionCounter extends ServerTransportFilter {

	/**
	 * Marks what was let in: a connection that never spoke HTTP/2 ends without having
	 * been ready.
	 */
	private static final Attributes.Key<Boolean> ACCEPTED = Attributes.Key.create("bourse-accepted");

	private final AtomicInteger open = new AtomicInteger();

	private final Counter accepted;

	private final Counter rejected;

	ConnectionCounter(DoorMeters door) {
		door.connections(this.open::get);
		this.accepted = door.acceptedConnections();
		this.rejected = door.rejectedConnections("not-http2");
	}

	@Override
	public Attributes transportReady(Attributes attributes) {
		this.open.incrementAndGet();
		this.accepted.increment();
		return attributes.toBuilder().set(ACCEPTED, true).build();
	}

	@Override
	public void transportTerminated(@Nullable Attributes attributes) {
		if (attributes != null && attributes.get(ACCEPTED) != null) {
			this.open.decrementAndGet();
		}
		else {
			this.rejected.increment();
		}
	}

}
