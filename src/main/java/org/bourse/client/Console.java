package org.bourse.client;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;

import tools.jackson.databind.json.JsonMapper;

/**
 * Where a program prints: answers to standard output, all else to standard error.
 */
public final class Console {

	private final PrintStream out;

	private final PrintStream err;

	/** Set when the process is to end; read by the program's thread. */
	private volatile boolean closed;

	Console(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	public void answer(String line) {
		this.out.println(line);
		this.out.flush();
	}

	/** What is to appear as it is, and at once. */
	void draw(String text) {
		this.out.print(text);
		this.out.flush();
	}

	/** Whether nobody reads standard output any more. */
	boolean isAnswerUnwanted() {
		return this.out.checkError();
	}

	/** The answer as one line of JSON, or as text. */
	public void answer(Object answer, boolean json) {
		answer(json ? JsonMapper.shared().writeValueAsString(answer) : answer.toString());
	}

	public void message(String line) {
		if (!this.closed) {
			this.err.println(line);
			this.err.flush();
		}
	}

	/**
	 * Whether a person may be watching standard error. Java itself can only tell of
	 * standard input and output; without the command {@code test} nobody is.
	 */
	public boolean isWatched() throws InterruptedException {
		return isTerminal(new ProcessBuilder("test", "-t", "2").redirectError(Redirect.INHERIT));
	}

	/** Whether a person may be watching standard output. */
	boolean isAnswerWatched() throws InterruptedException {
		return isTerminal(new ProcessBuilder("test", "-t", "1").redirectOutput(Redirect.INHERIT));
	}

	private static boolean isTerminal(ProcessBuilder test) throws InterruptedException {
		try {
			return test.start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Silences messages: what fails because the process ends is no news. On any thread.
	 */
	void close() {
		this.closed = true;
	}

}
