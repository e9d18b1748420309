package org.bourse.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.micrometer.core.instrument.Counter;
import org.bourse.log.FaultLog;
import org.bourse.metrics.DoorMeters;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Counts connections that spoke HTTP/2, and those that did not. Why one ends gRPC does
 * not tell, so none is counted as closed by the server.
 */
final class ConnectionCounter extends ServerTransportFilter {

	/**
	 * Marks what was let in: a connection that never spoke HTTP/2 ends without having
	 * been ready.
	 */
	private static final Attributes.Key<Boolean> ACCEPTED = Attributes.Key.create("bourse-accepted");

	/** Of one server, so that each tells of its first one. */
	private final FaultLog strangers = new FaultLog(LoggerFactory.getLogger(ConnectionCounter.class));

	private final Counter accepted;

	private final Counter rejected;

	ConnectionCounter(DoorMeters door) {
		this.accepted = door.acceptedConnections();
		this.rejected = door.rejectedConnections("not-http2");
	}

	@Override
	public Attributes transportReady(Attributes attributes) {
		this.accepted.increment();
		return attributes.toBuilder().set(ACCEPTED, true).build();
	}

	@Override
	public void transportTerminated(@Nullable Attributes attributes) {
		if (attributes == null || attributes.get(ACCEPTED) == null) {
			this.rejected.increment();
			this.strangers.warn(() -> "A client of the gRPC door was cut off, or went, without a word of HTTP/2: "
					+ "it may speak TLS where none is spoken or none where it is, or HTTP/1, or there was no "
					+ "agreement on certificates");
		}
	}

}
