package org.bourse.client;

import java.io.PrintStream;

import tools.jackson.databind.json.JsonMapper;

/**
 * Where a program prints: answers to standard output, all else to standard error.
 */
final class Console {

	private final PrintStream out;

	private final PrintStream err;

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
		this.err.println(line);
		this.err.flush();
	}

}
