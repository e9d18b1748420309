package org.bourse.resp;

import java.util.List;

/**
 * A reply as a client sees it. Both kinds of null are one, a map is its keys and values
 * in turn.
 */
public sealed interface Reply {

	/** A simple or bulk string, one character a byte. */
	record Text(String value) implements Reply {
	}

	/** A number. */
	record Number(long value) implements Reply {
	}

	/** An array, a map or a push. */
	record Sequence(List<Reply> elements) implements Reply {
	}

	/** Nothing where something was expected. */
	record Null() implements Reply {
	}

	/**
	 * A fault.
	 *
	 * @param message its first word is for machines
	 */
	record Fault(String message) implements Reply {
	}

}
