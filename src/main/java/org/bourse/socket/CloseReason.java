package org.bourse.socket;

import java.util.Locale;

/**
 * Why the server, not the client, ended a connection.
 */
enum CloseReason {

	/** It sent something that is not RESP. */
	PROTOCOL_ERROR,
	/** It speaks HTTP: a web page may be abusing a browser. */
	HTTP,
	/** It spoke TLS where none is spoken, or did not where it is, or was refused. */
	TLS,
	/** It asked to be closed. */
	QUIT,
	/** It sent nothing for longer than the idle timeout. */
	IDLE,
	/** It began a request and did not finish it in time. */
	REQUEST_TIMEOUT,
	/** It took nothing of a waiting reply for too long. */
	REPLY_TIMEOUT,
	/** All clients together hold too much. */
	BUFFERS_FULL,
	/** The server failed while serving it. */
	ERROR,
	/** The server stops. */
	SHUTDOWN;

	String tag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
