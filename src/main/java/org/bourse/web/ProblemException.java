package org.bourse.web;

/**
 * Ends a request with a problem.
 */
final class ProblemException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Problem problem;

	ProblemException(Problem problem) {
		// Answers to somebody's typing, made by the thousand under a fuzzer: no stack
		// trace is taken.
		super(problem.detail(), null, false, false);
		this.problem = problem;
	}

	Problem problem() {
		return this.problem;
	}

}
