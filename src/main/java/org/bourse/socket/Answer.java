package org.bourse.socket;

import java.util.function.Consumer;

import org.bourse.metrics.Outcome;
import org.bourse.resp.ReplyWriter;

/**
 * The reply to a command, to be written when its turn comes.
 *
 * @param writing writes the reply, on the worker's thread
 */
record Answer(Outcome outcome, Consumer<ReplyWriter> writing) {

	static Answer ok() {
		return new Answer(Outcome.OK, (reply) -> reply.simpleString("OK"));
	}

	static Answer integer(Outcome outcome, long value) {
		return new Answer(outcome, (reply) -> reply.integer(value));
	}

	static Answer error(Outcome outcome, String message) {
		return new Answer(outcome, (reply) -> reply.error(message));
	}

}
