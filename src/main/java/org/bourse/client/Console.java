package org.bourse.client;

import java.io.PrintStream;

import tools.jackson.databind.json.JsonMapper;

/**
 * Where a program prints: answers to standard output, all else to standard error.
 */
final class Console {

	private final PrintStream out;

	private final PrintStream err;

	/** Set when the process is to end; read by the program's thread. */
	private volatile boolean closed;

	Console(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	void answer(String line) {
		this.out.println(line);
		this.out.flush();
	}

	/** The answer as one line of JSON, or as text. */
	void answer(Object answer, boolean json) {
		answer(json ? JsonMapper.shared().writeValueAsString(answer) : answer.toString());
	}

	void message(String line) {
		if (!this.closed) {
			this.err.println(line);
			this.err.flush();
		}
	}

	/**
	 * Silences messages: what fails because the process ends is no news. On any thread.
	 */
	void close() {
		this.closed = true;
	}

}
