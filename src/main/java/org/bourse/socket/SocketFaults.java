package org.bourse.socket;

import java.util.EnumMap;
import java.util.Map;

import org.bourse.log.FaultLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators are told of clients that were cut off or turned away by their own fault,
 * each kind once a minute. On any thread.
 */
final class SocketFaults {

	private static final Logger logger = LoggerFactory.getLogger(SocketFaults.class);

	private static final Map<CloseReason, String> CUT_OFF = new EnumMap<>(Map.of(CloseReason.HTTP,
			"speaks HTTP on the socket door and was cut off: a web page may be abusing a browser",
			CloseReason.PROTOCOL_ERROR, "speaks no RESP on the socket door and was cut off", CloseReason.TLS,
			"was cut off: it speaks TLS where none is spoken or none where it is, or there was no agreement on "
					+ "certificates",
			CloseReason.REQUEST_TIMEOUT, "did not finish a request (bourse.socket.request-timeout) and was cut off",
			CloseReason.REPLY_TIMEOUT, "does not read its replies (bourse.socket.reply-timeout) and was cut off",
			CloseReason.BUFFERS_FULL,
			"was cut off: it holds too much for one without a token, or all clients do together "
					+ "(bourse.socket.max-buffered)"));

	private final Map<CloseReason, FaultLog> cutOff = new EnumMap<>(CloseReason.class);

	private final FaultLog tooMany = new FaultLog(logger);

	private final FaultLog queueFull = new FaultLog(logger);

	SocketFaults() {
		CUT_OFF.keySet().forEach((reason) -> this.cutOff.put(reason, new FaultLog(logger)));
	}

	/** A client was closed; nothing is told if it is not its fault. */
	void cutOff(CloseReason reason, Session client) {
		FaultLog log = this.cutOff.get(reason);
		if (log != null) {
			log.warn(() -> client.remoteAddress() + " " + CUT_OFF.get(reason));
		}
	}

	void tooManyClients(int max) {
		this.tooMany.warn(() -> "A client was turned away: there are " + max + " (bourse.socket.max-connections)");
	}

	void taskQueueFull() {
		this.queueFull.warn(() -> "A client was turned away: the task queue is full (bourse.socket.queue-capacity)");
	}

}
