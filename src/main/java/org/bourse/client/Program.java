package org.bourse.client;

/**
 * A client program: a picocli command that is a bean of its profile.
 */
public interface Program {

	/**
	 * Runs to its end.
	 * @param console where to print
	 * @throws ClientException to end with a line for the user
	 * @throws InterruptedException if the process is to end
	 */
	ExitCode run(Console console) throws InterruptedException;

}
